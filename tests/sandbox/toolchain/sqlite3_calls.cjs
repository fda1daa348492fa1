// Calls of the npm package sqlite3 as apps make them, printed: the same lines whichever binding lies underneath.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const sqlite3 = require('sqlite3').verbose();

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sqlite3-calls-'));
const file = path.join(folder, 'one.db');
const say = (...words) => console.log(...words);
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
const called = (call) => new Promise((resolve) => { call((...answer) => resolve(answer)); });
const told = (error) => error && [error.message.split('\n')[0], error.code, error.errno];

async function main() {
  const db = new sqlite3.Database(file, (error) => say('open', error));
  await called((done) => db.once('open', done));
  db.serialize();
  db.run('CREATE TABLE a(id INTEGER PRIMARY KEY, n TEXT UNIQUE, v)');
  const insert = 'INSERT INTO a(n, v) VALUES';
  function ran(error) {
    say('run', told(error), this.lastID, this.changes, this.constructor.name);
  }
  db.run(`${insert} (?, ?)`, ['x', 3], ran);
  db.run(`${insert} ($1, $2)`, { $1: 'y', $2: true }, ran);
  db.run(`${insert} ($1, $2)`, ['z', undefined], ran);
  db.run(`${insert} (?1, ?2)`, 'w', 1.5, ran);
  db.run(`${insert} (?, ?)`, 'too few', ran);
  db.run(`${insert} (?, ?)`, 1, 2, 3, (error) => say('too many', told(error)));
  db.run(`${insert} (?, ?)`, ['x', 0], (error) => say('unique', told(error)));
  db.run(`${insert} (?, ?)`, ['date', new Date(5)]);
  db.run(`${insert} (?, ?)`, ['blob', Buffer.from('hi')]);
  db.all("SELECT *, typeof(v) AS t, '?' AS s FROM a WHERE id < ? -- what? :x\n", [99], (e, rows) => say('all', e, rows));
  db.get('SELECT * FROM a WHERE id = @id', { '@id': 1 }, (error, row) => say('get', error, row));
  db.get('SELECT * FROM a WHERE id = 77', (error, row) => say('get none', error, row));
  db.each('SELECT n FROM a', (error, row) => say('each', row.n), (error, count) => say('each', error, count));
  db.all('nonsense', (error, rows) => say('nonsense', told(error), rows));
  db.get('', (error) => say('empty', told(error)));
  db.all(`${insert} ('r', 1) RETURNING id`, (error, rows) => say('returning', error, rows));
  db.run(`${insert} ('r2', 1) RETURNING id`, ran);
  db.get('SELECT "lit" AS x, 9007199254740993 AS l', (error, row) => say('literals', error, row));
  db.exec('CREATE TABLE b(x); INSERT INTO b VALUES (1); CREATE TABLE c(y REFERENCES b)', function done(error) {
    say('exec', error, this === db);
  });
  const statement = db.prepare('INSERT INTO b VALUES (?)');
  for (let number = 0; number < 3; number += 1) statement.run(number);
  statement.finalize();
  db.map('SELECT id, n FROM a', (error, rows) => say('map', rows));
  say('count', await called((done) => db.get('SELECT count(*) AS n FROM b', done)));

  const other = new sqlite3.Database(file);
  await called((done) => db.run('BEGIN IMMEDIATE', done));
  setTimeout(() => db.run('COMMIT'), 100);
  const start = Date.now();
  const [waited] = await called((done) => other.run('INSERT INTO b VALUES (5)', done));
  say('waited while busy', waited, Date.now() - start > 50);

  await called((done) => db.run('BEGIN IMMEDIATE', done));
  const [refused] = await called((done) => other.run('INSERT INTO b VALUES (6)', done));
  say('busy for too long', told(refused));
  await called((done) => db.run('ROLLBACK', done));
  await called((done) => other.close(done));

  say('no folder', told((await called((done) => new sqlite3.Database('/nonexistent/x.db', done)))[0]));
  const absent = path.join(folder, 'none.db');
  say('no file', told((await called((done) => new sqlite3.Database(absent, sqlite3.OPEN_READONLY, done)))[0]));
  const reader = new sqlite3.Database(file, sqlite3.OPEN_READONLY);
  say('read only', told((await called((done) => reader.run('DELETE FROM b', done)))[0]));
  await called((done) => reader.close(done));
  db.on('trace', (sql) => say('trace', sql));
  await called((done) => db.run('DELETE FROM b', done));
  say('close', await called((done) => db.close(done)));
  db.run('SELECT 1', (error) => say('closed', told(error)));
  await pause(50);
  process.on('uncaughtException', (error) => say('nobody asked', told(error)));
  new sqlite3.Database(':memory:').run('bad sql');
  await pause(50);
  fs.rmSync(folder, { recursive: true });
}

main();
