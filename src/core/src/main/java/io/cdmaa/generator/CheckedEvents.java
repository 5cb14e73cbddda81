package io.cdmaa.generator;

import io.cdmaa.Printable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;

/**
 * Checks a parser's events on their way, before anything is built from them: limits the depth and
 * the length of every string, and rejects a second document, duplicate keys, aliases (a few lines
 * of which can expand to gigabytes) and control characters that could affect a terminal.
 */
final class CheckedEvents implements Parser {
  private static final int DEEPEST = 20;

  private final YamlText.Source source;
  private final Parser parser;
  private final Deque<Frame> open = new ArrayDeque<>();
  private int documents;
  private boolean empty = true;

  /** A mapping or list that is still open. */
  private static final class Frame {
    private final boolean mapping;
    private final Set<String> keys = new HashSet<>();
    private boolean keyNext = true;

    Frame(boolean mapping) {
      this.mapping = mapping;
    }
  }

  CheckedEvents(YamlText.Source source, Parser parser) {
    this.source = source;
    this.parser = parser;
  }

  /** Whether nothing but empty scalars has occurred. */
  boolean empty() {
    return empty;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public Event getEvent() {
    Event event = parser.getEvent();
    Mark mark = event.getStartMark();
    if (event instanceof DocumentStartEvent && ++documents > 1) {
      throw source.wrong(mark, "it holds a second document; keep one");
    } else if (event instanceof AliasEvent alias) {
      throw source.wrong(mark, "it uses the alias *" + alias.getAnchor() + "; write the value out");
    } else if (event instanceof ScalarEvent scalar) {
      empty &= scalar.getValue().isEmpty();
      check(mark, scalar.getValue());
      value(mark, Optional.of(scalar.getValue()));
    } else if (event instanceof MappingStartEvent || event instanceof SequenceStartEvent) {
      empty = false;
      value(mark, Optional.empty());
      open.push(new Frame(event instanceof MappingStartEvent));
      if (open.size() > DEEPEST) {
        throw source.wrong(mark, "it is nested more than " + DEEPEST + " levels deep; flatten it");
      }
    } else if (event.is(Event.ID.MappingEnd) || event.is(Event.ID.SequenceEnd)) {
      open.pop();
    }
    return event;
  }

  /** Records a node at its position: every second node of a mapping is a key. */
  private void value(Mark mark, Optional<String> text) {
    Frame frame = open.peek();
    if (frame == null || !frame.mapping) {
      return;
    }
    if (frame.keyNext) {
      String key =
          text.orElseThrow(() -> source.wrong(mark, "a key is a list or block; write a text"));
      if (!frame.keys.add(key)) {
        throw source.wrong(mark, "the key '" + key + "' occurs twice; keep one");
      }
    }
    frame.keyNext = !frame.keyNext;
  }

  private void check(Mark mark, String text) {
    if (text.length() > YamlText.LONGEST_TEXT) {
      throw source.wrong(
          mark,
          "a text is "
              + text.length()
              + " characters long, and at most "
              + YamlText.LONGEST_TEXT
              + " are read; shorten it");
    }
    text.codePoints()
        .filter(Printable::isHidden)
        .findFirst()
        .ifPresent(
            c -> {
              throw source.wrong(
                  mark,
                  (c == '\n' ? "a text holds a line break" : "a text holds the control character ")
                      + (c == '\n' ? "" : String.format("U+%04X", c))
                      + "; leave it out");
            });
  }
}
