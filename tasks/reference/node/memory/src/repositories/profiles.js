// spar:begin profiles|articles|comments
import { Profile } from '../models/profile.js';
import { store } from './store.js';
// spar:begin profiles

/** A user as the viewer sees them, or null. */
export async function find(username, viewerId = null) {
  const user = store.users.find((user) => user.username === username);
  return user ? profileOf(user.id, viewerId) : null;
}

export async function follow(followerId, followedId) {
  store.follows.add(followerId, followedId);
}

export async function unfollow(followerId, followedId) {
  store.follows.remove(followerId, followedId);
}
// spar:end

/** The user with this id as the viewer sees them. */
export function profileOf(id, viewerId) {
  const user = store.users.find((user) => user.id === id);
  return new Profile({ ...user, following: store.follows.has(viewerId, id) });
}
// spar:end
