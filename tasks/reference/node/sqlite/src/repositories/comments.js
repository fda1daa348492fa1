// spar:begin comments
import { Comment } from '../models/comment.js';
import { Profile } from '../models/profile.js';
import { database } from './database.js';

const COMMENTS = `
  SELECT comments.*, author.username, author.bio, author.image,
    EXISTS (SELECT 1 FROM follows WHERE follower_id = @viewerId AND followed_id = author.id) AS following
  FROM comments JOIN users AS author ON author.id = comments.author_id
`;

/** The id of the article with this slug, or null. */
export async function findArticleId(slug) {
  return database.prepare('SELECT id FROM articles WHERE slug = ?').get(slug)?.id ?? null;
}

/** An article's comments, oldest first, as the viewer sees them. */
export async function list(articleId, viewerId = null) {
  const rows = database
    .prepare(`${COMMENTS} WHERE article_id = @articleId ORDER BY comments.id`)
    .all({ articleId, viewerId });
  return rows.map(comment);
}

/** One of an article's comments as the viewer sees it, or null. */
export async function find(articleId, id, viewerId = null) {
  const row = database
    .prepare(`${COMMENTS} WHERE article_id = @articleId AND comments.id = @id`)
    .get({ articleId, id, viewerId });
  return row ? comment(row) : null;
}

/** Stores a new comment and gives its id. */
export async function create({ body, articleId, authorId, createdAt, updatedAt }) {
  const { lastInsertRowid } = database
    .prepare('INSERT INTO comments (body, article_id, author_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?)')
    .run(body, articleId, authorId, createdAt.toISOString(), updatedAt.toISOString());
  return Number(lastInsertRowid);
}

export async function remove(id) {
  database.prepare('DELETE FROM comments WHERE id = ?').run(id);
}

function comment({ id, body, created_at, updated_at, author_id, username, bio, image, following }) {
  return new Comment({
    id,
    body,
    createdAt: new Date(created_at),
    updatedAt: new Date(updated_at),
    author: new Profile({ id: author_id, username, bio, image, following: Boolean(following) }),
  });
}
// spar:end
