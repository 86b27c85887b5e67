import { UsageError } from '../model/index.ts';
import { type SourceZone, wallClockIn } from '../normalise/index.ts';

/**
 * Reads the values of --source-tz: `ZONE`, or `PATTERN=ZONE`. Those with a pattern come before those without, whatever
 * their order on the command line, because the others fit every file.
 * @throws UsageError OPTION_VALUE
 */
export function sourceZones(values: readonly string[]): readonly SourceZone[] {
  const zones = values.map(sourceZone);
  return [
    ...zones.filter(({ pattern }) => pattern !== undefined),
    ...zones.filter(({ pattern }) => pattern === undefined),
  ];
}

function sourceZone(value: string): SourceZone {
  const equals = value.lastIndexOf('=');
  const zone = value.slice(equals + 1).trim();
  const pattern = equals < 0 ? undefined : value.slice(0, equals).trim();
  if (wallClockIn(zone) === undefined || pattern === '') {
    throw new UsageError('OPTION_VALUE', `--source-tz cannot be "${value}".`, {
      hint: "Write a zone as Pacific/Guam or +10:00, or a file name and a zone: 'fw1*=+10:00'.",
    });
  }
  return pattern === undefined ? { zone } : { pattern, zone };
}
