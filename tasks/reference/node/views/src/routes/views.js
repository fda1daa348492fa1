/** How things look to a client: only what is named here ever leaves the server. */

export function userView({ email, username, bio, image }, token) {
  return { email, token, username, bio, image };
}
// spar:begin profiles|articles|comments

export function profileView({ username, bio, image, following }) {
  return { username, bio, image, following };
}
// spar:end
// spar:begin articles

export function articleView(article) {
  const { slug, title, description, body, tagList, createdAt, updatedAt, favorited, favoritesCount } = article;
  const author = profileView(article.author);
  return { slug, title, description, body, tagList, createdAt, updatedAt, favorited, favoritesCount, author };
}

export function articlesView({ articles, count }) {
  return { articles: articles.map(articleView), articlesCount: count };
}
// spar:end
// spar:begin comments

export function commentView({ id, body, createdAt, updatedAt, author }) {
  return { id, body, createdAt, updatedAt, author: profileView(author) };
}
// spar:end
