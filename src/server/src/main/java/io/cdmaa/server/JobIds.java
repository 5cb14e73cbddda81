package io.cdmaa.server;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes identifiers that nobody can guess: whoever knows one may see the job. */
final class JobIds {
  private static final int BYTES = 20;

  private final SecureRandom random = new SecureRandom();

  /** Returns a new identifier: 160 random bits as 27 characters that need no escape in a URL. */
  String next() {
    byte[] bits = new byte[BYTES];
    random.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }
}
