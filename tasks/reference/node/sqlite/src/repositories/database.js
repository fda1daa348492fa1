import Database from 'better-sqlite3';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    bio TEXT,
    image TEXT
  );
  -- spar:begin profiles|articles|comments
  CREATE TABLE IF NOT EXISTS follows (
    follower_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    followed_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (follower_id, followed_id)
  ) WITHOUT ROWID;
  -- spar:end
  -- spar:begin articles|comments
  CREATE TABLE IF NOT EXISTS articles (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    body TEXT NOT NULL,
    author_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS articles_by_time ON articles (created_at DESC, id DESC);
  CREATE INDEX IF NOT EXISTS articles_by_author ON articles (author_id);
  -- spar:end
  -- spar:begin articles
  CREATE TABLE IF NOT EXISTS article_tags (
    article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    position INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (article_id, position)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS article_tags_by_tag ON article_tags (tag);
  CREATE TABLE IF NOT EXISTS favorites (
    article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (article_id, user_id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS favorites_by_user ON favorites (user_id);
  -- spar:end
  -- spar:begin comments
  CREATE TABLE IF NOT EXISTS comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    author_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS comments_by_article ON comments (article_id);
  -- spar:end
`;

/** The one connection. Times are ISO 8601 texts in UTC, whose alphabetical order is that of time. */
export const database = new Database(process.env.SQLITE_FILE || 'conduit.db');
database.pragma('journal_mode = WAL');
database.pragma('foreign_keys = ON');

/** Makes the tables that aren't there yet. */
export function createSchema() {
  database.exec(SCHEMA);
}

export function close() {
  database.close();
}
