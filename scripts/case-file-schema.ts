import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_VERSION } from '../src/cli/evidence-manifest.ts';
import * as model from '../src/model/index.ts';
import { type Schema, typeSchema } from './type-schema.ts';

const MODEL = 'src/model';
const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * The JSON Schema of a CaseFile, made from the types of `src/model` and their comments.
 * @throws Error when the folder is not there: run it in the root of the repository
 */
export function caseFileSchema(): Schema {
  const files = readdirSync(MODEL).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const sources = files.map((file) => readFileSync(join(MODEL, file), 'utf8'));
  return {
    $schema: DRAFT,
    title: `CaseFile of Landfall, version ${model.CASE_FILE_VERSION}`,
    ...typeSchema(sources, 'CaseFile', { ...model }),
  };
}

/** The JSON Schema of what `landfall hunt --manifest` writes, under the same rules. */
export function manifestSchema(): Schema {
  const sources = ['evidence-manifest', 'file-hash'].map((file) => readFileSync(`src/cli/${file}.ts`, 'utf8'));
  return {
    $schema: DRAFT,
    title: `Manifest of evidence of Landfall, version ${MANIFEST_VERSION}`,
    ...typeSchema(sources, 'EvidenceManifest', { MANIFEST_VERSION }),
  };
}
