package io.cdmaa.server;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;

/**
 * The body of a request that submits a photo.
 *
 * @param name the photo's file name, without folders and control characters
 * @param photo the content of the file
 * @param fields the other fields of the form, by name
 */
record Upload(String name, byte[] photo, Map<String, String> fields) {
  static final String PHOTO = "photo";
  static final String STRENGTH = "strength";
  static final String GENERATORS = "generators";
  static final String CROP = "crop";
  static final String ATTRIBUTES = "attributes";

  /** The fields of a form that submits a photo. */
  static final Set<String> OPTIONS = Set.of(STRENGTH, GENERATORS, CROP, ATTRIBUTES);

  /** Room for the fields and the frames of the parts. */
  private static final long FORM = 64 << 10;

  private static final int LONGEST_FIELD = 8 << 10;
  private static final int LONGEST_NAME = 120;

  /**
   * Reads a body.
   *
   * @param folder for the parts while they arrive
   * @param bytes the maximum size of the photo
   * @param fields that the form may have besides the photo
   * @throws Refusal if it is too large or not such a form
   * @throws IOException if the client ends the connection
   */
  static Upload read(HttpServletRequest request, Path folder, long bytes, Set<String> fields)
      throws IOException {
    String type = request.getContentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
      throw new Refusal(
          ProblemKind.NOT_A_PHOTO, "Send the photo as the field 'photo' of multipart/form-data");
    }
    if (request.getContentLengthLong() > bytes + FORM) {
      throw tooLarge(bytes);
    }
    request.setAttribute(
        ServletContextRequest.MULTIPART_CONFIG_ELEMENT,
        new MultipartConfigElement(folder.toAbsolutePath().toString(), bytes, bytes + FORM, 0));
    try {
      return of(request, bytes, fields);
    } catch (ServletException | IllegalStateException | HttpException.RuntimeException e) {
      throw refusal(e, bytes);
    }
  }

  private static Upload of(HttpServletRequest request, long bytes, Set<String> allowed)
      throws IOException, ServletException {
    String name = null;
    byte[] photo = null;
    Map<String, String> fields = new HashMap<>();
    for (Part part : request.getParts()) {
      if (part.getName() != null && part.getName().equals(PHOTO)) {
        if (photo != null) {
          throw new Refusal(
              ProblemKind.MALFORMED, "The form has several photos; send one per request");
        }
        if (part.getSize() > bytes) {
          throw tooLarge(bytes);
        }
        name = plain(part.getSubmittedFileName());
        photo = part.getInputStream().readAllBytes();
      } else {
        field(part, allowed, fields);
      }
    }
    if (photo == null || photo.length == 0) {
      throw new Refusal(
          ProblemKind.MALFORMED, "The form has no photo; send it as the field '" + PHOTO + "'");
    }
    return new Upload(name, photo, fields);
  }

  private static void field(Part part, Set<String> allowed, Map<String, String> fields)
      throws IOException {
    String name = String.valueOf(part.getName());
    if (!allowed.contains(name)) {
      throw new Refusal(
          ProblemKind.MALFORMED,
          "The form has an unknown field; it may have "
              + Stream.concat(Stream.of(PHOTO), allowed.stream().sorted())
                  .collect(Collectors.joining(", ")));
    }
    if (part.getSize() > LONGEST_FIELD) {
      throw new Refusal(ProblemKind.MALFORMED, "The field '" + name + "' is too long");
    }
    String value = new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    fields.merge(name, value, (a, b) -> a + "," + b);
  }

  /** Returns a file name that is safe to store and to show. */
  static String plain(String submitted) {
    String name = submitted == null ? "" : submitted;
    name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    name = name.replaceAll("[\\p{Cntrl}\\p{Cf}\"<>|?*:]", "").strip();
    name = name.length() > LONGEST_NAME ? name.substring(name.length() - LONGEST_NAME) : name;
    return name.isEmpty() || name.matches("\\.+") ? "photo" : name;
  }

  private static Refusal tooLarge(long bytes) {
    return new Refusal(
        ProblemKind.TOO_LARGE,
        String.format(
            Locale.ROOT,
            "The photo is larger than %.1f MB, which is the limit of this service; save it with"
                + " compression or scale it down",
            bytes / (double) (1 << 20)));
  }

  private static Refusal refusal(Throwable failure, long bytes) throws IOException {
    boolean large = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException http) {
        large |= http.getCode() == HttpStatus.PAYLOAD_TOO_LARGE_413;
      } else if (cause instanceof IllegalStateException) {
        large = true; // by the contract of getParts
      } else if (cause instanceof IOException io) {
        throw io;
      }
    }
    return large
        ? tooLarge(bytes)
        : new Refusal(
            ProblemKind.MALFORMED,
            "The form is incomplete or damaged; send the photo as multipart/form-data");
  }
}
