// Texts without a statement, through the npm package sqlite3: none of them may reach Node.js's own prepare().
// Once what it made of one has been collected, closing the database is a use after free.
'use strict';
const { DatabaseSync } = require('node:sqlite');
const sqlite3 = require('sqlite3');

const ROUNDS = 2000;
const EMPTY = ['', ';', ' \n', '-- nothing', '/* nothing */'];
const ALPHABET = [' ', '\n', '\v', ';', '-', '/', '*', 'a', '\0', '\uFEFF', '\u00A0'];
const LENGTH = 4;

const called = (call) => new Promise((resolve) => { call((...answer) => resolve(answer)); });

async function round(number) {
  const db = new sqlite3.Database(':memory:');
  for (let time = 0; time < 10; time += 1) {
    for (const sql of EMPTY) db.run(sql, () => {});
    db.run('CREATE TABLE IF NOT EXISTS a(n)');
    db.all(`SELECT n, ${time} FROM a`, () => {});
  }
  await called((done) => db.wait(done));
  global.gc({ type: number % 50 ? 'minor' : 'major' });
  const others = Array.from({ length: 200 }, (_, size) => new URL(`http://a/${Buffer.alloc(64 + size)[0]}`));
  const [error] = await called((done) => db.close(done));
  if (error || others.length !== 200) throw error;
}

function* texts(length) {
  yield '';
  if (length) for (const rest of texts(length - 1)) for (const first of ALPHABET) yield first + rest;
}

const kept = []; // or this script would end as the texts above did
function isEmpty(db, sql) {
  let statement;
  try {
    statement = db.prepare(sql);
  } catch {
    return false;
  }
  kept.push(statement);
  try {
    statement.setReadBigInts(true);
    return false;
  } catch (error) {
    return error.code === 'ERR_INVALID_STATE';
  }
}

async function main() {
  for (let number = 0; number < ROUNDS; number += 1) await round(number);
  console.log('rounds', ROUNDS);

  const own = new DatabaseSync(':memory:');
  const db = new sqlite3.Database(':memory:');
  const counts = { empty: 0, others: 0, mistaken: 0 };
  const all = new Set(texts(LENGTH));
  for (const sql of ['/* x', '/**/ SELECT 1', '; SELECT 1', '-- a\nSELECT 1', '-- a\0 SELECT 1']) all.add(sql);
  for (const sql of all) {
    const [error] = await called((done) => db.prepare(sql, done));
    const empty = isEmpty(own, sql);
    counts[empty ? 'empty' : 'others'] += 1;
    counts.mistaken += empty !== Boolean(error && error.message === 'SQLITE_MISUSE: not an error');
  }
  console.log(counts);
  process.exit(0);
}

main();
