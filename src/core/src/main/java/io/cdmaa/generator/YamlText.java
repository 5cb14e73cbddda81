package io.cdmaa.generator;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML files from untrusted sources, into nodes that know their line and column. Limits the
 * file's size, checks what the parser finds ({@link CheckedEvents}), and rewords its errors.
 */
public final class YamlText {
  /** The maximum file size; a thousand one-hot conditions of a thousand values fit. */
  public static final int MOST_BYTES = 3_000_000;

  /** The maximum length of a string: a name, a path, an address. */
  public static final int LONGEST_TEXT = 1000;

  /** A part of a parser message and its replacement. */
  private record Complaint(String part, String sentence) {}

  private static final List<Complaint> COMPLAINTS =
      List.of(
          new Complaint("TAB", "a line is indented with a tab; use spaces"),
          new Complaint(
              "mapping values are not allowed",
              "a second ':' stands in one line; put the value into quotes or begin a new line"),
          new Complaint("undefined alias", "it uses an alias; write the value out"),
          new Complaint("unexpected end of stream", "a quoted text does not end; close the quotes"),
          new Complaint("found duplicate", "a key occurs twice; keep one"));

  /**
   * The origin of a text.
   *
   * @param reason the error reason for its faults
   * @param kind for instance "The manifest"
   * @param file its actual or intended path
   */
  public record Source(ErrorReason reason, String kind, Path file) {
    /**
     * The error for a fault.
     *
     * @param mark the place, or null if it concerns the whole text
     * @param what is wrong, and the remedy
     */
    public CdmaaException wrong(Mark mark, String what) {
      return wrong(mark, what, null);
    }

    /** The error for a fault that something else found. */
    public CdmaaException wrong(Mark mark, String what, Exception cause) {
      String place =
          mark == null
              ? ""
              : ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ",";
      return fault(place + " is wrong: " + what, cause);
    }

    private CdmaaException fault(String what, Exception cause) {
      return new CdmaaException(reason, file, kind + " " + file + what, cause);
    }
  }

  private YamlText() {}

  /**
   * Reads a file.
   *
   * @return the root of its only document; each node knows its line and column
   * @throws CdmaaException if it cannot be read or fails a check
   */
  public static Node read(Source source) {
    try {
      long size = Files.size(source.file());
      if (size > MOST_BYTES) {
        throw tooLong(source, size);
      }
      return parse(source, Files.readString(source.file()));
    } catch (IOException e) {
      throw Causes.unreadable(source.kind(), source.file(), e);
    }
  }

  /**
   * Reads a text.
   *
   * @return the root of its only document; each node knows its line and column
   * @throws CdmaaException if it fails a check
   */
  public static Node parse(Source source, String text) {
    if (text.length() > MOST_BYTES) {
      throw tooLong(source, text.length());
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES + 1);
    try {
      CheckedEvents events =
          new CheckedEvents(
              source, new ParserImpl(new StreamReader(new StringReader(text)), options));
      Node root = new Composer(events, new PlainScalars(), options).getSingleNode();
      if (events.empty()) {
        throw source.wrong(null, "it is empty; copy it again or write it anew");
      }
      return root;
    } catch (MarkedYAMLException e) {
      throw source.wrong(e.getProblemMark(), complaint(e.getProblem()), e);
    } catch (YAMLException e) {
      throw source.wrong(
          null, "it holds a character that YAML does not allow; write it in an editor again", e);
    }
  }

  private static CdmaaException tooLong(Source source, long size) {
    return source.fault(
        " takes "
            + size
            + " bytes, more than the "
            + MOST_BYTES
            + " that are read; leave out what nobody needs",
        null);
  }

  private static String complaint(String problem) {
    return COMPLAINTS.stream()
        .filter(c -> problem != null && problem.contains(c.part()))
        .map(Complaint::sentence)
        .findFirst()
        .orElse("it is no well-formed YAML here; check indentation, quotes and brackets");
  }
}
