// spar:begin comments
import { Comment } from '../models/comment.js';
import { Profile } from '../models/profile.js';
import { query } from './database.js';

const COMMENTS = `
  SELECT comments.*, author.username, author.bio, author.image,
    EXISTS (SELECT FROM follows WHERE follower_id = $2 AND followed_id = author.id) AS following
  FROM comments JOIN users AS author ON author.id = comments.author_id
  WHERE article_id = $1
`;

/** The id of the article with this slug, or null. */
export async function findArticleId(slug) {
  const [row] = await query('SELECT id FROM articles WHERE slug = $1', [slug]);
  return row?.id ?? null;
}

/** An article's comments, oldest first, as the viewer sees them. */
export async function list(articleId, viewerId = null) {
  const rows = await query(`${COMMENTS} ORDER BY comments.id`, [articleId, viewerId]);
  return rows.map(comment);
}

/** One of an article's comments as the viewer sees it, or null. */
export async function find(articleId, id, viewerId = null) {
  const [row] = await query(`${COMMENTS} AND comments.id = $3`, [articleId, viewerId, id]);
  return row ? comment(row) : null;
}

/** Stores a new comment and gives its id. */
export async function create({ body, articleId, authorId, createdAt, updatedAt }) {
  const [{ id }] = await query(
    `INSERT INTO comments (body, article_id, author_id, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [body, articleId, authorId, createdAt, updatedAt],
  );
  return id;
}

export async function remove(id) {
  await query('DELETE FROM comments WHERE id = $1', [id]);
}

function comment({ id, body, created_at, updated_at, author_id, username, bio, image, following }) {
  return new Comment({
    id,
    body,
    createdAt: created_at,
    updatedAt: updated_at,
    author: new Profile({ id: author_id, username, bio, image, following }),
  });
}
// spar:end
