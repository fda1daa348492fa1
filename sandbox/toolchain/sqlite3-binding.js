// Stands in for the native half of the npm package sqlite3, whose binary no package registry carries: its own JavaScript
// half runs unchanged on top of this, which asks the SQLite that Node.js has had built in since 22.5.
// (better-sqlite3 refuses string literals in double quotes and checks foreign keys unasked; sqlite3 does neither.)
//
// Work is queued and carried out one piece at a time, each in its turn of the event loop, so that callbacks come as late
// as the native half's do, and a busy database is tried again without blocking the connection that keeps it busy.
// Not here: backups, change events, several rows from one statement by repeated get().
'use strict';
const fs = require('fs');
const { DatabaseSync } = quietly(() => require('node:sqlite'));

const RESULTS = {
  OK: 0, ERROR: 1, INTERNAL: 2, PERM: 3, ABORT: 4, BUSY: 5, LOCKED: 6, NOMEM: 7, READONLY: 8, INTERRUPT: 9, IOERR: 10,
  CORRUPT: 11, NOTFOUND: 12, FULL: 13, CANTOPEN: 14, PROTOCOL: 15, EMPTY: 16, SCHEMA: 17, TOOBIG: 18, CONSTRAINT: 19,
  MISMATCH: 20, MISUSE: 21, NOLFS: 22, AUTH: 23, FORMAT: 24, RANGE: 25, NOTADB: 26,
};
const MODES = {
  OPEN_READONLY: 1, OPEN_READWRITE: 2, OPEN_CREATE: 4, OPEN_URI: 64, OPEN_FULLMUTEX: 65536, OPEN_SHAREDCACHE: 131072,
  OPEN_PRIVATECACHE: 262144,
};
// A text without a statement: blanks, semicolons and comments, up to its end or a NUL, as SQLite reads them. Node.js never
// untracks what it prepares from one (24.19 and before); once that is collected, closing the database ends the process.
const BLANK = /[ \t\n\f\r;\uFEFF]|(?<=[ \t\n\v\f\r])\v/;
const LINE_COMMENT = /--[^\n\0]*(?=[\n\0]|$)/;
const COMMENT = /\/\*(?!\0|$)(?:[^*\0]|\*(?!\/))*(?:\*\/|(?=\0|$))/;
const NO_STATEMENT = new RegExp(`^(?:${BLANK.source}|${LINE_COMMENT.source}|${COMMENT.source})*(?:\\0|$)`);
const BUSY_MS = 1000;
const RETRY_MS = 3;

function failure(code, message) {
  return Object.assign(new Error(`SQLITE_${code}: ${message}`), { errno: RESULTS[code], code: `SQLITE_${code}` });
}

// Node.js says on standard error that its SQLite is experimental; the app's log is not the place for it.
function quietly(load) {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function translated(error) {
  if (typeof error.errno === 'number') return error;
  const number = error.errcode & 0xff; // the rest tells UNIQUE from CHECK, which the native half does not
  const code = Object.keys(RESULTS).find((name) => RESULTS[name] === number) || 'ERROR';
  return failure(code === 'OK' ? 'ERROR' : code, error.message);
}

function lastFunction(list) {
  return typeof list[list.length - 1] === 'function' ? list.pop() : undefined;
}

// Node.js binds every number as REAL, and 3 would be stored as text '3.0'.
function bindable(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return BigInt(value);
  if (typeof value === 'number') return (value | 0) === value ? BigInt(value) : value;
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'object' && !ArrayBuffer.isView(value)) return String(value);
  return value;
}

function readable(row) {
  const result = {};
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'bigint') result[name] = Number(value);
    else result[name] = value instanceof Uint8Array ? Buffer.from(value) : value;
  }
  return result;
}

// The parameters of an SQL text in their order: null for `?`, else the name with its first character.
function parameters(sql) {
  const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?\*\/|([:@$]\w+|\?\d*)|\w+/g;
  const found = [];
  for (const [, name] of sql.matchAll(token)) {
    if (name === '?') found.push(null);
    else if (name && !found.includes(name)) found.push(name);
  }
  return found;
}

class Database {
  constructor(filename, ...rest) {
    const callback = lastFunction(rest);
    const mode = rest[0] === undefined ? MODES.OPEN_READWRITE | MODES.OPEN_CREATE : rest[0];
    if (typeof filename !== 'string') throw new TypeError('String expected');
    Object.assign(this, { filename, mode, open: false });
    for (const [name, value] of Object.entries({ raw: null, queue: [], running: false, busy: BUSY_MS, told: {} })) {
      Object.defineProperty(this, `_${name}`, { value, writable: true });
    }
    this._push(() => this._connect(), (error) => {
      if (callback) callback.call(this, error);
      else if (error) this.emit('error', error);
      if (!error) this.emit('open');
    });
  }

  _connect() {
    const inMemory = this.filename === ':memory:' || this.filename === '';
    if (!inMemory && !(this.mode & MODES.OPEN_CREATE) && !fs.existsSync(this.filename)) {
      throw failure('CANTOPEN', 'unable to open database file');
    }
    this._raw = new DatabaseSync(this.filename || ':memory:', {
      readOnly: !inMemory && !(this.mode & MODES.OPEN_READWRITE),
      enableForeignKeyConstraints: false,
      enableDoubleQuotedStringLiterals: true,
      allowExtension: true,
    });
    this.open = true;
  }

  _connection() {
    if (!this.open) throw failure('MISUSE', 'Database is closed');
    return this._raw;
  }

  _push(work, done) {
    this._queue.push({ work, done, since: Date.now() });
    if (!this._running) {
      this._running = true;
      setImmediate(() => this._next());
    }
  }

  _next() {
    const { work, done, since } = this._queue[0];
    let error = null;
    let result;
    try {
      result = work();
    } catch (thrown) {
      error = translated(thrown);
      if (error.errno === RESULTS.BUSY && Date.now() - since < this._busy) {
        setTimeout(() => this._next(), RETRY_MS);
        return;
      }
    }
    this._queue.shift();
    if (this._queue.length) this._queue[0].since = Date.now();
    setImmediate(() => {
      if (this._queue.length) setImmediate(() => this._next());
      else this._running = false;
      done(error, result);
    });
  }

  _simple(work, callback, event) {
    this._push(work, (error) => {
      if (callback) callback.call(this, error);
      else if (error) this.emit('error', error);
      if (event && !error) this.emit(event);
    });
    return this;
  }

  _tell(sql, milliseconds) {
    if (this._told.trace) this.emit('trace', sql);
    if (this._told.profile) this.emit('profile', sql, milliseconds);
  }

  exec(sql, callback) {
    return this._simple(() => { this._connection().exec(sql); }, callback);
  }

  close(callback) {
    return this._simple(() => { this._connection().close(); this.open = false; }, callback, 'close');
  }

  wait(callback) {
    return this._simple(() => {}, callback);
  }

  loadExtension(file, callback) {
    return this._simple(() => { this._connection().loadExtension(file); }, callback);
  }

  serialize(callback) {
    if (typeof callback === 'function') callback.call(this);
    return this;
  }

  parallelize(callback) {
    return this.serialize(callback);
  }

  configure(option, value) {
    if (option === 'busyTimeout') this._busy = value;
    else this._told[option] = value;
    return this;
  }

  interrupt() {
    return this;
  }
}

class Statement {
  constructor(database, sql, callback) {
    this.sql = sql;
    this.lastID = 0;
    this.changes = 0;
    for (const [name, value] of Object.entries({ database, raw: null, bound: [], state: 'new' })) {
      Object.defineProperty(this, `_${name}`, { value, writable: true });
    }
    database._push(() => this._prepare(), (error) => {
      if (error) this._state = 'failed';
      if (callback) callback.call(this, error);
      else if (error) this.emit('error', error);
    });
  }

  _prepare() {
    const connection = this._database._connection();
    if (NO_STATEMENT.test(this.sql)) throw failure('MISUSE', 'not an error');
    this._raw = connection.prepare(this.sql);
    this._raw.setReadBigInts(true);
    this._state = 'ready';
  }

  // What Node.js wants: one object of the named values, then the nameless ones in their order.
  _bind(values) {
    if (!values.length) return;
    const known = parameters(this.sql);
    const first = values[0];
    const list = Array.isArray(first) ? first : values;
    const byName = first !== null && typeof first === 'object' && ![Array, Date, RegExp].some((k) => first instanceof k)
      && !ArrayBuffer.isView(first);
    if (!byName && list.length > known.length) throw failure('RANGE', 'column index out of range');
    const named = {};
    const nameless = [];
    known.forEach((name, index) => {
      const value = byName ? first[name === null ? index + 1 : name] ?? first[String(name).slice(1)] : list[index];
      if (name === null) nameless.push(bindable(value));
      else named[name] = bindable(value);
    });
    this._bound = [named, ...nameless];
  }

  // A parameter that nobody gave is NULL.
  _values() {
    if (!this._bound.length && parameters(this.sql).length) this._bind([[]]);
    return this._bound;
  }

  _do(values, work, done) {
    this._database._push(() => {
      if (this._state === 'failed' || this._state === 'new') return undefined;
      if (this._state === 'finalized') throw failure('MISUSE', 'Statement is already finalized');
      this._database._connection();
      this._bind(values);
      const start = Date.now();
      const result = work(this._raw, this._values());
      this._database._tell(this.sql, Date.now() - start);
      return result;
    }, (error, result) => {
      if (this._state === 'failed') return;
      if (done) done(error, result);
      else if (error) this.emit('error', error);
    });
    return this;
  }

  bind(...values) {
    const callback = lastFunction(values);
    return this._do(values, () => {}, callback && ((error) => callback.call(this, error)));
  }

  run(...values) {
    const callback = lastFunction(values);
    return this._do(values, (raw, bound) => {
      const told = raw.run(...bound);
      this.changes = Number(told.changes);
      this.lastID = Number(told.lastInsertRowid);
    }, callback && ((error) => callback.call(this, error)));
  }

  get(...values) {
    return this._rows(values, (raw, bound) => {
      const row = raw.get(...bound);
      return row && readable(row);
    });
  }

  all(...values) {
    return this._rows(values, (raw, bound) => raw.all(...bound).map(readable));
  }

  _rows(values, read) {
    const callback = lastFunction(values);
    const done = callback && ((error, rows) => (error ? callback.call(this, error) : callback.call(this, null, rows)));
    return this._do(values, read, done);
  }

  each(...values) {
    const last = lastFunction(values);
    const before = lastFunction(values);
    const [row, complete] = before ? [before, last] : [last, undefined];
    return this._do(values, (raw, bound) => raw.all(...bound).map(readable), (error, rows) => {
      if (row && error) row.call(this, error);
      if (error) return;
      for (const one of rows) if (row) row.call(this, null, one);
      if (complete) complete.call(this, null, rows.length);
    });
  }

  reset(callback) {
    return this._do([], () => {}, callback && (() => callback.call(this, null)));
  }

  finalize(callback) {
    this._database._push(() => {
      if (this._state === 'ready') this._state = 'finalized';
    }, () => { if (callback) callback.call(this); });
    return this._database;
  }
}

class Backup {
  constructor() {
    throw failure('MISUSE', 'there are no backups here');
  }
}

module.exports = { Database, Statement, Backup, ...RESULTS, ...MODES, VERSION: '3', SOURCE_ID: '', VERSION_NUMBER: 3 };
