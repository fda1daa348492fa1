// spar:begin profiles|articles|comments
import { Profile } from '../models/profile.js';
// spar:begin profiles
import { write } from './connection.js';
import { Follow, User } from './database.js';
// spar:end
// spar:begin -profiles
import { Follow } from './database.js';
// spar:end
// spar:begin profiles

/** A user as the viewer sees them, or null. */
export async function find(username, viewerId = null) {
  const user = await User.findOne({ where: { username } });
  return user ? (await profilesSeenBy(viewerId, [user])).get(user.id) : null;
}

export async function follow(followerId, followedId) {
  await write((transaction) =>
    Follow.bulkCreate([{ followerId, followedId }], { ignoreDuplicates: true, transaction }),
  );
}

export async function unfollow(followerId, followedId) {
  await write((transaction) => Follow.destroy({ where: { followerId, followedId }, transaction }));
}
// spar:end

/** Rows of users as the viewer sees them: a map from id to profile. */
export async function profilesSeenBy(viewerId, users) {
  const follows =
    viewerId === null
      ? []
      : await Follow.findAll({ where: { followerId: viewerId, followedId: users.map(({ id }) => id) } });
  const followed = new Set(follows.map(({ followedId }) => followedId));
  return new Map(users.map((user) => [user.id, new Profile({ ...user.get(), following: followed.has(user.id) })]));
}
// spar:end
