/**
 * What can go wrong, in Conduit's own words. `errors` holds messages by field; which status a `kind` becomes is the
 * routes' business.
 */
class ConduitError extends Error {
  constructor(kind, errors) {
    super(`${kind}: ${JSON.stringify(errors)}`);
    this.name = new.target.name;
    this.kind = kind;
    this.errors = errors;
  }
}

/** Nobody is logged in, or not properly. */
export class Unauthorized extends ConduitError {
  constructor(errors) {
    super('unauthorized', errors);
  }
}

/** There is no such thing. */
export class NotFound extends ConduitError {
  constructor(thing) {
    super('not-found', { [thing]: ['not found'] });
  }
}

/** It belongs to somebody else. */
export class Forbidden extends ConduitError {
  constructor(thing) {
    super('forbidden', { [thing]: ['belongs to somebody else'] });
  }
}

/** The input makes no sense. */
export class Invalid extends ConduitError {
  constructor(errors) {
    super('invalid', errors);
  }
}

/** A value that must be unique is in use already. */
export class Taken extends Invalid {
  constructor(fields) {
    super(Object.fromEntries(fields.map((field) => [field, ['has already been taken']])));
  }
}
