// spar:begin profiles|articles|comments
/** A user as others see them. `following`: whether the one who looks follows them. */
export class Profile {
  constructor({ id, username, bio = null, image = null, following = false }) {
    Object.assign(this, { id, username, bio, image, following });
  }
}
// spar:end
