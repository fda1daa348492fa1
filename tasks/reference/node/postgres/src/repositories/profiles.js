// spar:begin profiles
import { Profile } from '../models/profile.js';
import { query } from './database.js';

/** A user as the viewer sees them, or null. */
export async function find(username, viewerId = null) {
  const [row] = await query(
    `SELECT id, username, bio, image,
       EXISTS (SELECT FROM follows WHERE follower_id = $1 AND followed_id = users.id) AS following
     FROM users WHERE username = $2`,
    [viewerId, username],
  );
  return row ? new Profile(row) : null;
}

export async function follow(followerId, followedId) {
  await query('INSERT INTO follows (follower_id, followed_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    followerId,
    followedId,
  ]);
}

export async function unfollow(followerId, followedId) {
  await query('DELETE FROM follows WHERE follower_id = $1 AND followed_id = $2', [followerId, followedId]);
}
// spar:end
