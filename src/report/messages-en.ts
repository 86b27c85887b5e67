/**
 * The English texts of messages, by key. `{name}` is an argument, `{count|one|many}` a word for one and for several.
 * Wording: actor, plain verb, object, place, time; "we did not see", never "there was no"; numbers with their base.
 */
export const ENGLISH: Readonly<Record<string, string>> = {
  'incident.title': '{title} on {host}; traces on {hosts} {hosts|host|hosts}',
  'incident.title.one-host': '{title} on {host}',

  'story.alert': '{time}: {title} ({host}, {account})',
  'story.alert.without-account': '{time}: {title} ({host})',
  'entry.way-in': 'The first way in that we saw: {title}, on {host} with {account}, {time}',
  'entry.way-in.without-account': 'The first way in that we saw: {title}, on {host}, {time}',
  'entry.first-trace': 'We did not see how it began; the first trace is: {title}, on {host} by {account}, {time}',
  'entry.first-trace.without-account': 'We did not see how it began; the first trace is: {title}, on {host}, {time}',
  'now.last-trace': 'The last trace that we saw: {title}, on {host} by {account}, {time}',
  'now.last-trace.without-account': 'The last trace that we saw: {title}, on {host}, {time}',

  'link.same-process-tree': 'Both belong to one tree of processes, below {program}',
  'link.same-session': 'Both happened in one logon session on {host} ({session})',
  'link.remote-target': 'A command on {from} names {to}, where this happened minutes later',
  'link.session-from-host': 'The session on {to} was opened by {account} from {from}, where this happened before',
  'link.same-lease': '{account} had the VPN address {address} from which the session on {host} was opened',
  'link.same-account': 'Both were done by {account}',
  'link.new-account-on-host': '{account} had never logged on to {host} before',
  'link.same-address': 'Both name the address {address}',
  'link.same-file': 'Both name the file {file}',
  'link.same-host-close-in-time': 'Both happened on {host}, {minutes} {minutes|minute|minutes} apart',

  'score.behaviour': '{title} ({level}, seen {times} {times|time|times})',
  'score.tactics': 'It spans {count} stages of an intrusion: {tactics}',
  'score.hosts': 'It reached {count} hosts',
  'score.controller': 'It touched a domain controller, {host}',

  'raised.role': '{level} because {host} is a {role}',
  'usual.command': '{account} ran {program} this way on {host} on {days} days before, since {since}',

  'actor.technique': '{technique}, which {groups} of {of} published groups use',
  'account.used': 'Seen in {times} {times|alert|alerts} on {hosts}',
  'account.domain-lost': 'The directory database was copied on {hosts}: it holds the secrets of every account',
  'account.made': '{account} was made on {host} in the course of this incident',
  'account.logged-on-from': '{account} logged on from {host}, a machine of this incident that keeps no logs here',
  'account.stored-on-device':
    '{account} logs on from {device}: its password is stored there, and the settings could be read',
  'account.hives-saved': 'The stores of local accounts and cached logons of {host} were saved',
  'account.session-present': '{account} had a session on {host} when its secrets were read there',
  'impact.direct': '{service} runs on {host}',
  'impact.through': '{service} depends on {through}',
  'for.stages': 'It shows {count} stages of an intrusion: {stages}',
  'for.grave': '{title}, on {host}',
  'for.spread': 'It goes over {hosts} hosts by {links} {links|link|links} of session, account or command',
  'against.usual': '{count} of {of} alerts are what these accounts do by habit',
  'against.nothing-grave': 'Nothing in it is grave by itself',
  'against.one-host': 'It stays on one host',
  'against.one-account': 'One account did all of it',
  'innocent.administration': 'An administrator at work: ask whose task it was',
  'innocent.rule': '{text}',
  'settle.check': '{text}',
  'clean.not-seen': '{title}: we did not see it, and could have on {hosts} {hosts|host|hosts}, {from} to {to}',

  'gap.records-missing': '{host}, {log}: {records} {records|record|records} ({first} to {last}) are not here',
  'gap.records-missing-more':
    '{host}, {log}: {records} {records|record|records} ({first} to {last}) are not here, and more in {more} smaller holes',
  'gap.log-cleared': '{host}, {log}: cleared at {time}',
  'gap.log-cleared-by': '{host}, {log}: cleared by {actor} at {time}',
  'gap.rolled-over':
    '{host}, {log}: older records are not here; it begins {hours} hours later than other logs, at {to}',
  'gap.silent': '{host}, {log}: silent for {hours} hours, {from} to {to}',
  'gap.clock-jump': '{host}, {log}: the clock went back by {minutes} {minutes|minute|minutes} at {time}',
  'gap.clock-ahead':
    'The clock of {clock} is {minutes} {minutes|minute|minutes} ahead of {against}, by {events} common events',
  'gap.clock-behind':
    'The clock of {clock} is {minutes} {minutes|minute|minutes} behind {against}, by {events} common events',
  'gap.log-missing': '{host}: there is no log {log}',
  'gap.events-off': '{host}, {log}: no event {kinds}, so the setting that asks for them is off',
  'gap.field-off': '{host}, {log}: events {kinds} come without {field}',
  'gap.field-in-part': '{host}, {log}: only some events {kinds} come with {field}',
  'sight.never': '{reason}',
  'sight.no-host': 'It takes {evidence}; we have no log of a host on which that matters',
  'sight.everywhere': 'It takes {evidence}, which {hosts} of {hosts} {hosts|host has|hosts have}',
  'sight.nowhere': 'It takes {evidence}, which none of {hosts} {hosts|host|hosts} has',
  'sight.not-on': 'It takes {evidence}, which {seeing} of {hosts} {hosts|host has|hosts have}; not {blind}',
  'sight.not-always': 'It takes {evidence}, which lacks some hours on {blind}',
  'sight.unproven':
    'It takes {evidence}: {seeing} of {hosts} {hosts|host has|hosts have} it for sure; not, or not provably, {blind}',

  'plan.step': '{text}',
  'plan.step.on': '{target}: {text}',
  'plan.because.always': 'Every eviction needs it',
  'plan.because.alert': 'We saw on {host}: {title}',
  'plan.because.used': 'The intruder used {account}, or what {account} did belongs to this incident',
  'plan.because.exposed': 'The secrets of {account} may have been taken',
  'plan.because.role': '{host} is part of the incident, and its role is {role}',
  'plan.because.part': '{host} is part of the incident',
  'plan.timing.wait':
    'Prepare quietly and cut everything at one agreed time (T0), unless you see destruction, access to plant control or data of safety leaving: then cut at once',
  'plan.timing.at-once':
    'Plant control was reached: let the person responsible for safety decide now whether to cut at once',
  'plan.refused':
    'The name {name} has characters that could act in a command, so none is shown: find the object by hand and look at it first',
  'verify.by-hand': 'No log can tell; look for yourself: {check}',
  'verify.no-log': 'We did not see the log {log} later than the incident',
  'verify.no-log-of-host': 'We did not see the log {log} of {host} later than the incident',
  'verify.not-seen': 'The log is there, and we did not see that it was done',
  'verify.too-few': 'We saw it done, but not {times} times with at least {hours} hours between',
  'verify.undone': 'It was undone or did not hold: last seen {at}',
  'verify.silent': 'The log is there, and we did not see the contrary',
  'verify.seen': 'Done {at}, and we did not see the contrary afterwards',
};
