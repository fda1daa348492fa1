// spar:begin profiles
import { Invalid, NotFound } from '../models/errors.js';
import { sought } from '../models/fields.js';
import * as profiles from '../repositories/profiles.js';

/** A user as `viewer` (null: a stranger) sees them. */
export async function get(username, viewer) {
  const profile = await profiles.find(sought(username), viewer?.id);
  if (!profile) throw new NotFound('profile');
  return profile;
}

/** From now on `follower` follows them. */
export async function follow(username, follower) {
  const profile = await get(username, follower);
  if (profile.id === follower.id) throw new Invalid({ username: ["can't be your own"] });
  await profiles.follow(follower.id, profile.id);
  return { ...profile, following: true };
}

/** From now on `follower` doesn't follow them. */
export async function unfollow(username, follower) {
  const profile = await get(username, follower);
  await profiles.unfollow(follower.id, profile.id);
  return { ...profile, following: false };
}
// spar:end
