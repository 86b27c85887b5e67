import type { YamlScalar } from './yaml.ts';

// Only these can start a null, boolean or number of the core schema.
const MAY_BE_TYPED = /^[-+.0-9~ntfNTF]/;

/** The value of a plain scalar. Source: YAML 1.2, section 10.3.2 "Tag Resolution" (core schema); see `readYaml` for PyYAML. */
export function resolvePlain(text: string): YamlScalar['value'] {
  if (text === '') return null;
  if (!MAY_BE_TYPED.test(text)) return text;
  if (/^(?:~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/.test(text)) return integer(text);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : text;
  }
  return text;
}

function integer(text: string): number | bigint | string {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  // Reading long digits is quadratic; no identifier in a log has more than 20.
  if (text.length > 64) return text;
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''));
}
