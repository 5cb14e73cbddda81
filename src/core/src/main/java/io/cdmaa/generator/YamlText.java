package io.cdmaa.generator;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Printable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Reads YAML files from untrusted sources. A pass over the parser's events, before anything is
 * built from them, limits the file's size, its depth and the length of every string. It rejects
 * duplicate keys, aliases (a few lines of which can expand to gigabytes) and control characters
 * that could affect a terminal, and rewords the parser's errors with line and column.
 */
public final class YamlText {
  /** The maximum file size; a thousand one-hot conditions of a thousand values fit. */
  public static final int MOST_BYTES = 3_000_000;

  /** The maximum length of a string: a name, a path, an address. */
  public static final int LONGEST_TEXT = 1000;

  private static final int DEEPEST = 20;

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
    CdmaaException fault(String what, Exception cause) {
      return new CdmaaException(reason, file, kind + " " + file + what, cause);
    }
  }

  private final Source source;
  private final Deque<Frame> open = new ArrayDeque<>();

  /** A mapping or list that is still open. */
  private static final class Frame {
    private final boolean mapping;
    private final Set<String> keys = new HashSet<>();
    private boolean keyNext = true;

    Frame(boolean mapping) {
      this.mapping = mapping;
    }
  }

  private YamlText(Source source) {
    this.source = source;
  }

  /**
   * Returns the text of a file after checking it.
   *
   * @throws CdmaaException if it cannot be read or fails the check
   */
  public static String read(Source source) {
    try {
      long size = Files.size(source.file());
      if (size > MOST_BYTES) {
        throw tooLong(source, size);
      }
      String text = Files.readString(source.file());
      check(source, text);
      return text;
    } catch (IOException e) {
      throw Causes.unreadable(source.kind(), source.file(), e);
    }
  }

  /**
   * Checks a text.
   *
   * @throws CdmaaException if it fails the check
   */
  public static void check(Source source, String text) {
    if (text.length() > MOST_BYTES) {
      throw tooLong(source, text.length());
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES + 1);
    YamlText checker = new YamlText(source);
    try {
      checker.accept(new Yaml(options).parse(new StringReader(text)));
    } catch (MarkedYAMLException e) {
      throw checker.wrong(e.getProblemMark(), complaint(e.getProblem()), e);
    } catch (YAMLException e) {
      throw checker.wrong(
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

  private void accept(Iterable<Event> events) {
    int documents = 0;
    boolean empty = true;
    for (Event event : events) {
      Mark mark = event.getStartMark();
      if (event instanceof DocumentStartEvent && ++documents > 1) {
        throw wrong(mark, "it holds a second document; keep one", null);
      } else if (event instanceof AliasEvent alias) {
        throw wrong(
            mark, "it uses the alias *" + alias.getAnchor() + "; write the value out", null);
      } else if (event instanceof ScalarEvent scalar) {
        empty &= scalar.getValue().isEmpty();
        check(mark, scalar.getValue());
        value(mark, Optional.of(scalar.getValue()));
      } else if (event instanceof MappingStartEvent || event instanceof SequenceStartEvent) {
        empty = false;
        value(mark, Optional.empty());
        open.push(new Frame(event instanceof MappingStartEvent));
        if (open.size() > DEEPEST) {
          throw wrong(mark, "it is nested more than " + DEEPEST + " levels deep; flatten it", null);
        }
      } else if (event.is(Event.ID.MappingEnd) || event.is(Event.ID.SequenceEnd)) {
        open.pop();
      }
    }
    if (empty) {
      throw wrong(null, "it is empty; copy it again or write it anew", null);
    }
  }

  /** Records a node at its position: every second node of a mapping is a key. */
  private void value(Mark mark, Optional<String> text) {
    Frame frame = open.peek();
    if (frame == null || !frame.mapping) {
      return;
    }
    if (frame.keyNext && text.isPresent() && !frame.keys.add(text.get())) {
      throw wrong(mark, "the key '" + text.get() + "' occurs twice; keep one", null);
    }
    frame.keyNext = !frame.keyNext;
  }

  private void check(Mark mark, String text) {
    if (text.length() > LONGEST_TEXT) {
      throw wrong(
          mark,
          "a text is "
              + text.length()
              + " characters long, and at most "
              + LONGEST_TEXT
              + " are read; shorten it",
          null);
    }
    text.codePoints()
        .filter(Printable::isHidden)
        .findFirst()
        .ifPresent(
            c -> {
              throw wrong(
                  mark,
                  (c == '\n' ? "a text holds a line break" : "a text holds the control character ")
                      + (c == '\n' ? "" : String.format("U+%04X", c))
                      + "; leave it out",
                  null);
            });
  }

  private static String complaint(String problem) {
    return COMPLAINTS.stream()
        .filter(c -> problem != null && problem.contains(c.part()))
        .map(Complaint::sentence)
        .findFirst()
        .orElse("it is no well-formed YAML here; check indentation, quotes and brackets");
  }

  private CdmaaException wrong(Mark mark, String what, Exception cause) {
    String place =
        mark == null
            ? ""
            : ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ",";
    return source.fault(place + " is wrong: " + what, cause);
  }
}
