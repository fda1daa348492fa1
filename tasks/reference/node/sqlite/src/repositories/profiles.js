// spar:begin profiles
import { Profile } from '../models/profile.js';
import { database } from './database.js';

/** A user as the viewer sees them, or null. */
export async function find(username, viewerId = null) {
  const row = database
    .prepare(
      `SELECT id, username, bio, image,
         EXISTS (SELECT 1 FROM follows WHERE follower_id = ? AND followed_id = users.id) AS following
       FROM users WHERE username = ?`,
    )
    .get(viewerId, username);
  return row ? new Profile({ ...row, following: Boolean(row.following) }) : null;
}

export async function follow(followerId, followedId) {
  database
    .prepare('INSERT INTO follows (follower_id, followed_id) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(followerId, followedId);
}

export async function unfollow(followerId, followedId) {
  database.prepare('DELETE FROM follows WHERE follower_id = ? AND followed_id = ?').run(followerId, followedId);
}
// spar:end
