import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS users (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    username text NOT NULL UNIQUE,
    password text NOT NULL,
    bio text,
    image text
  );
  -- spar:begin profiles|articles|comments
  CREATE TABLE IF NOT EXISTS follows (
    follower_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
    followed_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (follower_id, followed_id)
  );
  -- spar:end
  -- spar:begin articles|comments
  CREATE TABLE IF NOT EXISTS articles (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    title text NOT NULL,
    description text NOT NULL,
    body text NOT NULL,
    author_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  CREATE INDEX IF NOT EXISTS articles_by_time ON articles (created_at DESC, id DESC);
  CREATE INDEX IF NOT EXISTS articles_by_author ON articles (author_id);
  -- spar:end
  -- spar:begin articles
  CREATE TABLE IF NOT EXISTS article_tags (
    article_id integer NOT NULL REFERENCES articles ON DELETE CASCADE,
    position integer NOT NULL,
    tag text NOT NULL,
    PRIMARY KEY (article_id, position)
  );
  CREATE INDEX IF NOT EXISTS article_tags_by_tag ON article_tags (tag);
  CREATE TABLE IF NOT EXISTS favorites (
    article_id integer NOT NULL REFERENCES articles ON DELETE CASCADE,
    user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (article_id, user_id)
  );
  CREATE INDEX IF NOT EXISTS favorites_by_user ON favorites (user_id);
  -- spar:end
  -- spar:begin comments
  CREATE TABLE IF NOT EXISTS comments (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body text NOT NULL,
    article_id integer NOT NULL REFERENCES articles ON DELETE CASCADE,
    author_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  CREATE INDEX IF NOT EXISTS comments_by_article ON comments (article_id);
  -- spar:end
`;
const UNIQUE_VIOLATION = '23505';
const ATTEMPTS = 40;
const BETWEEN_ATTEMPTS_MS = 500;

const pool = new pg.Pool({
  host: process.env.PGHOST || 'postgres',
  port: Number(process.env.PGPORT || 5432),
  user: process.env.PGUSER || 'user',
  password: process.env.PGPASSWORD || 'password',
  database: process.env.PGDATABASE || 'conduit',
});
// The pool replaces a connection that breaks while nobody uses it; without a listener it would end the process.
pool.on('error', (error) => console.error('an idle database connection broke:', error.message));

/** Rows of one statement. */
export async function query(sql, values) {
  const { rows } = await pool.query(sql, values);
  return rows;
}
// spar:begin articles

/** Runs `work(query)`, all of it or nothing. */
export async function transaction(work) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(async (sql, values) => (await client.query(sql, values)).rows);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
// spar:end

/** Whether an error says that a value must be unique and isn't. */
export function isDuplicate(error) {
  return error.code === UNIQUE_VIOLATION;
}

/** Waits until the database answers, then makes the tables that aren't there yet. */
export async function createSchema() {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await pool.query(SCHEMA);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await pause(BETWEEN_ATTEMPTS_MS);
    }
  }
}

export async function close() {
  await pool.end();
}
