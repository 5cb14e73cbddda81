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

/** A piece of a YAML file that knows where it stands, so that whatever is wrong has a place. */
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
   * @throws CdmaaException if it is missing, empty or no YAML
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

  /** An error at this place. */
  CdmaaException wrong(String what) {
    return new CdmaaException(
        ErrorReason.EXPERIMENT,
        file,
        "The experiment " + file + place(node.getStartMark()) + " is wrong: " + what);
  }

  /** An error at this place that something else found. */
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
   * The entries of a mapping in their order.
   *
   * @param known the keys that may occur
   * @throws CdmaaException if this is no mapping, or a key is unknown (with the nearest known one)
   *     or occurs twice
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

  /** The items of a list; anything else is a list of itself. */
  List<YamlView> items() {
    List<YamlView> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(child -> items.add(new YamlView(file, child)));
    } else {
      items.add(this);
    }
    return items;
  }

  /** A value as it is written. */
  String text() {
    if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
      throw wrong("here belongs one value, not " + text(node));
    }
    return scalar.getValue().strip();
  }

  /** A path, seen from the folder that the file lies in. */
  Path path() {
    return file.toAbsolutePath().normalize().getParent().resolve(text()).normalize();
  }

  /** A whole number in a range. */
  int integer(int low, int high) {
    try {
      int value = Integer.parseInt(text());
      if (value >= low && value <= high) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw wrong("'" + text() + "' is no whole number from " + low + " to " + high);
  }

  /** A number above one bound and up to another. */
  double number(double above, double high) {
    try {
      double value = Double.parseDouble(text());
      if (value > above && value <= high) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw wrong("'" + text() + "' is no number above " + above + " and up to " + high);
  }

  /** One of some words. */
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
