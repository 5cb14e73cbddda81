package io.cdmaa.server;

import java.util.Locale;

/** The kinds of errors that clients receive, each with its status and title. */
enum ProblemKind {
  MALFORMED(400, "The request is malformed"),
  UNAUTHORIZED(401, "A token is required"),
  FOREIGN(403, "The request comes from elsewhere"),
  NOT_FOUND(404, "There is no such resource"),
  METHOD(405, "The method is not supported here"),
  NOT_DONE(409, "The job has not finished"),
  TOO_LARGE(413, "The photo is too large"),
  NOT_A_PHOTO(415, "The file is not a photo that can be read"),
  UNUSABLE(422, "The photo or an option cannot be used"),
  BUSY(429, "The service is busy"),
  UNEXPECTED(500, "The service failed"),
  UNAVAILABLE(503, "The service is not available");

  private final int status;
  private final String title;

  ProblemKind(int status, String title) {
    this.status = status;
    this.title = title;
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  /** Returns the type of RFC 9457. */
  String type() {
    return "urn:cdmaa:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
