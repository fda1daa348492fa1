import { Invalid } from './errors.js';

// PostgreSQL can't store this character, or look for it, and nobody types it.
const UNSTORABLE = '\0';

/**
 * The fields of `input` that `rules` name, checked: a rule takes a value and gives the reason why it won't do, if any.
 * Fields that are absent stay absent. Throws Invalid with every reason at once.
 */
export function checked(input, rules) {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new Invalid({ body: ['must hold an object'] });
  }
  const values = {};
  const errors = {};
  for (const [field, rule] of Object.entries(rules)) {
    const value = input[field];
    const reason = rule(value);
    if (reason) errors[field] = [reason];
    else if (value !== undefined) values[field] = value;
  }
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  return values;
}

/** Text with at least one character that isn't white space. */
export function text(value) {
  if (value === undefined || value === null) return "can't be blank";
  if (typeof value !== 'string') return 'must be a string';
  if (value.trim() === '') return "can't be blank";
  if (value.includes(UNSTORABLE)) return "can't contain a null character";
  return undefined;
}

/** Any text, or null. */
export function textOrNull(value) {
  return value === null || value === '' ? undefined : text(value);
}
// spar:begin articles

/** A list of texts. */
export function texts(value) {
  return Array.isArray(value) && value.every((item) => !text(item)) ? undefined : 'must be a list of non-blank strings';
}
// spar:end

/** The same rule, for a field that may be absent. */
export function optional(rule) {
  return (value) => (value === undefined ? undefined : rule(value));
}
// spar:begin profiles|articles|comments

/** Text from outside that something is to be looked up by; undefined stays undefined. */
export function sought(value) {
  return value?.replaceAll(UNSTORABLE, '\uFFFD');
}
// spar:end
