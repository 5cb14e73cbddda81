package io.cdmaa.experiment;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import io.cdmaa.generator.YamlText;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A node of a YAML file with its position, so that every error names a place. */
final class YamlView {
  private final Path file;
  private final Node node;

  private YamlView(Path file, Node node) {
    this.file = file;
    this.node = node;
  }

  /**
   * Reads a file.
   *
   * @throws CdmaaException if it is missing, empty or not YAML
   */
  static YamlView read(Path file) {
    String text =
        YamlText.read(new YamlText.Source(ErrorReason.EXPERIMENT, "The experiment", file));
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root == null) {
        throw new CdmaaException(
            ErrorReason.EXPERIMENT,
            file,
            "The experiment " + file + " is empty; see benchmarks/experiments for examples");
      }
      return new YamlView(file, root);
    } catch (MarkedYAMLException e) {
      throw new CdmaaException(
          ErrorReason.EXPERIMENT,
          file,
          "The experiment "
              + file
              + place(e.getProblemMark())
              + " is no well-formed YAML; check its indentation",
          e);
    }
  }

  private static String place(Mark mark) {
    return mark == null
        ? ""
        : ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ",";
  }

  /** Returns an error at this position. */
  CdmaaException wrong(String what) {
    return new CdmaaException(
        ErrorReason.EXPERIMENT,
        file,
        "The experiment " + file + place(node.getStartMark()) + " is wrong: " + what);
  }

  /** Returns an error at this position with another cause. */
  CdmaaException wrong(RuntimeException cause) {
    return new CdmaaException(
        ErrorReason.EXPERIMENT,
        file,
        "The experiment " + file + place(node.getStartMark()) + " is wrong: " + cause.getMessage(),
        cause);
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
      throw wrong("here belong lines 'key: value', not " + text(node));
    }
    Map<String, YamlView> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      YamlView key = new YamlView(file, tuple.getKeyNode());
      String name = key.text();
      if (!known.contains(name)) {
        throw key.wrong(
            "it has the unknown key '"
                + name
                + "'; did you mean '"
                + Suggestions.nearest(name, known)
                + "'?");
      }
      if (entries.put(name, new YamlView(file, tuple.getValueNode())) != null) {
        throw key.wrong("the key '" + name + "' occurs twice; keep one");
      }
    }
    return entries;
  }

  /** Returns the items of a list; anything else counts as a list of one. */
  List<YamlView> items() {
    List<YamlView> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(child -> items.add(new YamlView(file, child)));
    } else {
      items.add(this);
    }
    return items;
  }

  /** Returns a value as it is written. */
  String text() {
    if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
      throw wrong("here belongs one value, not " + text(node));
    }
    return scalar.getValue().strip();
  }

  /** Returns a path, resolved against the folder of the file. */
  Path path() {
    return file.toAbsolutePath().normalize().getParent().resolve(text()).normalize();
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
    throw wrong("'" + text() + "' is no whole number from " + low + " to " + high);
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
    throw wrong("'" + text() + "' is no number above " + above + " and up to " + high);
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
