// What the build tells the page; `guest.config.ts` fills it in.
// Nothing secret is among it.

interface ImportMetaEnv {
  /** Where Sendbird's library is. */
  readonly GUEST_SDK_URL: string;
  /** The hash that the library must have. */
  readonly GUEST_SDK_INTEGRITY: string;
  /** The Sendbird application whose calls the page joins; any if it is empty. */
  readonly GUEST_APP_ID?: string;
}
