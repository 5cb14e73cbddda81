package io.cdmaa.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.CdmaaException;
import java.util.Locale;

/**
 * An error as clients receive it: the problem details of RFC 9457.
 *
 * @param type identifies the kind of error
 * @param title says the same in words
 * @param status of the response
 * @param detail one sentence with the cause and the remedy
 * @param reason the library's machine-readable reason, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(String type, String title, int status, String detail, String reason) {
  static Problem of(ProblemKind kind, String detail) {
    return new Problem(kind.type(), kind.title(), kind.status(), detail, null);
  }

  /** Returns an error of the library, in its own words. */
  static Problem of(CdmaaException e) {
    ProblemKind kind =
        switch (e.reason()) {
          case PHOTO, ATTRIBUTES, ATTRIBUTES_MISSING, CROP, SETTING, MASK, MASK_BLACK ->
              ProblemKind.UNUSABLE;
          default -> ProblemKind.UNEXPECTED;
        };
    return new Problem(
        kind.type(),
        kind.title(),
        kind.status(),
        e.getMessage(),
        e.reason().name().toLowerCase(Locale.ROOT));
  }
}
