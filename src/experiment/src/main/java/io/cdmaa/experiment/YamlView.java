package io.cdmaa.experiment;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import io.cdmaa.generator.YamlText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A node of a YAML file with its position, so that every error names a place. */
final class YamlView {
  private final YamlText.Source source;
  private final Node node;

  private YamlView(YamlText.Source source, Node node) {
    this.source = source;
    this.node = node;
  }

  /**
   * Reads a file.
   *
   * @throws CdmaaException if it is missing, empty or not YAML
   */
  static YamlView read(Path file) {
    YamlText.Source source = new YamlText.Source(ErrorReason.EXPERIMENT, "The experiment", file);
    return new YamlView(source, YamlText.read(source));
  }

  /** Returns an error at this position. */
  CdmaaException wrong(String what) {
    return source.wrong(node.getStartMark(), what);
  }

  /** Returns an error at this position with another cause. */
  CdmaaException wrong(RuntimeException cause) {
    return source.wrong(node.getStartMark(), cause.getMessage(), cause);
  }

  boolean isMapping() {
    return node instanceof MappingNode;
  }

  /**
   * Returns the entries of a mapping in their order.
   *
   * @param known the permitted keys
   * @throws CdmaaException if this is not a mapping, or a key is unknown (with the nearest known
   *     one) or occurs twice
   */
  Map<String, YamlView> mapping(Collection<String> known) {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong("it should be lines 'key: value', not " + text(node));
    }
    Map<String, YamlView> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      YamlView key = new YamlView(source, tuple.getKeyNode());
      String name = key.text();
      if (!known.contains(name)) {
        throw key.wrong(
            "it has the unknown key '"
                + name
                + "'; did you mean '"
                + Suggestions.nearest(name, known)
                + "'?");
      }
      if (entries.put(name, new YamlView(source, tuple.getValueNode())) != null) {
        throw key.wrong("the key '" + name + "' occurs twice; keep one");
      }
    }
    return entries;
  }

  /** Returns the items of a list; anything else counts as a list of one. */
  List<YamlView> items() {
    List<YamlView> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(child -> items.add(new YamlView(source, child)));
    } else {
      items.add(this);
    }
    return items;
  }

  /** Returns a value as it is written. */
  String text() {
    if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
      throw wrong("it should be one value, not " + text(node));
    }
    return scalar.getValue().strip();
  }

  /** Returns a path, resolved against the folder of the file. */
  Path path() {
    return resolve(text());
  }

  /** Returns a path relative to the file. */
  Path resolve(String path) {
    Path folder = source.file().toAbsolutePath().getParent();
    try {
      // In a path through a link, '..' would otherwise be taken away together with the link.
      folder = folder.toRealPath();
    } catch (IOException e) {
      folder = folder.normalize();
    }
    return folder.resolve(path).normalize();
  }

  /** Returns a whole number in a range. */
  int integer(int low, int high) {
    try {
      int value = Integer.parseInt(text());
      if (value >= low && value <= high) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, with the range.
    }
    throw wrong("'" + text() + "' is not a whole number from " + low + " to " + high);
  }

  /** Returns a number above one bound and up to another. */
  double number(double above, double high) {
    try {
      double value = Double.parseDouble(text());
      if (value > above && value <= high) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, with the range.
    }
    throw wrong("'" + text() + "' is not a number above " + above + " and up to " + high);
  }

  /** Returns one of a set of words. */
  String oneOf(Collection<String> words) {
    String word = text();
    if (!words.contains(word)) {
      throw wrong(
          "'" + word + "' is unknown; did you mean '" + Suggestions.nearest(word, words) + "'?");
    }
    return word;
  }

  private static String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue().isBlank() ? "nothing" : "'" + scalar.getValue() + "'";
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }
}
