// spar:begin comments
import { Comment } from '../models/comment.js';
import { profileOf } from './profiles.js';
import { nextId, store } from './store.js';

/** The id of the article with this slug, or null. */
export async function findArticleId(slug) {
  return store.articles.find((article) => article.slug === slug)?.id ?? null;
}

/** An article's comments, oldest first, as the viewer sees them. */
export async function list(articleId, viewerId = null) {
  return store.comments.filter((comment) => comment.articleId === articleId).map((stored) => seenBy(viewerId, stored));
}

/** One of an article's comments as the viewer sees it, or null. */
export async function find(articleId, id, viewerId = null) {
  const stored = store.comments.find((comment) => comment.articleId === articleId && comment.id === id);
  return stored ? seenBy(viewerId, stored) : null;
}

/** Stores a new comment and gives its id. */
export async function create(values) {
  const id = nextId();
  store.comments.push({ ...values, id });
  return id;
}

export async function remove(id) {
  store.comments = store.comments.filter((comment) => comment.id !== id);
}

function seenBy(viewerId, stored) {
  return new Comment({ ...stored, author: profileOf(stored.authorId, viewerId) });
}
// spar:end
