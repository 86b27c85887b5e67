/** Every code a Problem can carry, with what it means. `docs/errors.md` is generated from this table. */
export const PROBLEM_CODES = {
  FILE_UNREADABLE:
    'The file or folder could not be opened or read to its end (permissions, a disk error, it vanished).',
  FILE_EMPTY: 'The file holds no bytes.',
  FORMAT_UNKNOWN: 'The content is of no format that Landfall reads; the file was skipped.',
  CONTAINER_DAMAGED:
    'An archive or compressed file, or a file in it, is damaged or ends early; what could be read of it is read.',
  CONTAINER_ENCRYPTED: 'A file in an archive is encrypted; decrypt it first.',
  CONTAINER_LIMIT:
    'An archive or compressed file exceeds a limit (size, ratio, files, depth), or the temporary folder has no room for it.',
  CONTAINER_UNSUPPORTED: 'A file in an archive is compressed in a way that Landfall does not read.',
  LINK_SKIPPED: 'A symbolic link inside a folder leads to a place that was already visited or does not exist.',
  EVTX_HEADER_DAMAGED: 'The EVTX file header is damaged; chunks were looked for behind it all the same.',
  EVTX_CHUNK_DAMAGED: 'A 64 KiB chunk has a broken header or checksum; its records were read as far as possible.',
  EVTX_CHUNK_MISSING: 'A place where a chunk should start holds something else.',
  EVTX_RECORD_DAMAGED: 'A record could not be decoded; the next one was tried.',
  EVTX_TRUNCATED: 'The file ends in the middle of a chunk.',
  XML_EVENT_DAMAGED: 'An event in an XML text is not well-formed, or too long; the next one was read.',
  XML_DTD: 'An XML text declares document types, as event logs never do; it is not read.',
  JSON_LINE_DAMAGED: 'A line of a JSON Lines file is no JSON object, or too long; the next one was read.',
  LINE_DAMAGED: 'A line of a text log does not have the form of its format, or is too long; the next one was read.',
  HEADER_MISSING: 'The lines that name the columns of a log are missing, so its records could not be read.',
  JSON_OBJECT_DAMAGED: 'A part of a JSON text is no sound object, or too long; the next object was read.',
  CSV_ROW_DAMAGED: 'A row of a CSV text cannot be read as its header says; the next one was read.',
  FILTER_WITHOUT_EFFECT:
    'A Sigma filter, or a rule that it names, does not fit any rule, so that it suppresses nothing.',
  PIPELINE_PART_IGNORED: 'A part of a processing pipeline is for query languages; rules are matched without it.',
  ORGANISATION_DUPLICATE: 'An organisation file names a host, network or service twice; the first counts.',
  ORGANISATION_UNKNOWN:
    'An organisation file refers to a site, service or host that it does not list, or to hosts that no log mentions.',
  ORGANISATION_CIRCLE: 'Services of an organisation file depend on each other in a circle.',
  SUPPRESSION_EXPIRED: 'A suppression has ended before the end of the logs; alerts that are later are shown.',
  SUPPRESSION_TOO_BROAD: 'A suppression would hide more than anybody can have looked at.',
  SUPPRESSION_INEFFECTIVE: 'A suppression cannot fit any alert, or fits none.',
  EVTX_LIMIT: 'A record exceeds a limit (depth, elements or size) and was left out.',
  INDICATOR_FEED_DAMAGED:
    'A feed of indicators, or an entry of one, has not the form of any format that Landfall reads.',
  INDICATOR_LIMIT: 'A feed of indicators, or what is wrong with it, exceeds a limit; the rest of it is left out.',
  INDICATOR_REFUSED:
    'A value in a feed is not of its kind, or can tell an intruder from nobody: programs of Windows, private addresses.',
  INDICATOR_UNSUPPORTED: 'An indicator in a feed is of a kind, or has a pattern, that events are not compared with.',
  SCRIPT_BLOCK_LIMIT:
    'The parts of a PowerShell script block exceed a limit; they were judged one by one, but not joined.',
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** Every code a UsageError can carry, with what it means. `docs/errors.md` is generated from this table. */
export const USAGE_CODES = {
  COMMAND_UNKNOWN: 'There is no such command.',
  OPTION_UNKNOWN: 'There is no such option for this command.',
  OPTION_VALUE: 'An option has a value that it cannot take, or none.',
  INPUT_MISSING: 'A path that was given does not exist, or none was given.',
  INPUT_NO_LOGS: 'None of the given paths holds a log that Landfall reads.',
  INPUT_UNREADABLE: 'With --strict: an input could not be read.',
  RULES_NONE: 'The given rule folders hold no rule.',
  RULE_YAML: 'A rule file is not valid YAML.',
  RULE_INVALID: 'A rule does not follow the Sigma specification.',
  RULE_MODIFIER_UNKNOWN: 'A rule uses a modifier that the specification does not know.',
  RULE_CONDITION: 'The condition of a rule cannot be understood.',
  PIPELINE_INVALID:
    'A processing pipeline cannot be understood, or asks for what cannot be done to rules that are matched.',
  PIPELINE_FAILED: 'A processing pipeline refuses a rule or cannot be applied to it.',
  RULE_PLACEHOLDER: 'A rule uses a placeholder for which no values were given.',
  STATE_DAMAGED: 'The state file of earlier hunts cannot be read, or was written by another version.',
  EVENTS_INVALID: 'A file with events to try a rule on is not JSON or YAML, or its events are not flat maps.',
  SCENARIO_INVALID: 'A file that describes a scenario for landfall simulate cannot be played.',
  ORGANISATION_INVALID: 'A file that describes an organisation does not follow its schema.',
  ID_UNKNOWN: 'A CaseFile has nothing with the id that was given.',
  CASE_INVALID: 'A file that should be a CaseFile is no JSON, or was not written by this version of Landfall.',
  INDICATORS_NONE: 'A feed of indicators that was named holds none that can be used.',
  KEY_INVALID: 'A file that should be an Ed25519 key in PEM is something else, or has a passphrase.',
  MANIFEST_INVALID:
    'A file that should be a manifest of evidence is no JSON, or was not written by this version of Landfall.',
  PLAYBOOK_INVALID: 'A file with the steps of an eviction does not have their form.',
  SUPPRESSIONS_INVALID: 'A file with suppressions does not follow its schema.',
  OUTPUT_FAILED: 'A result could not be written (disk full, no permission).',
} as const;

export type UsageCode = keyof typeof USAGE_CODES;
