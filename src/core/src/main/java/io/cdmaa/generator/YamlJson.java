package io.cdmaa.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What {@link YamlText} read as JSON, and the way back from a place in that to line and column. */
final class YamlJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private YamlJson() {}

  /** The same content as JSON. A key without a value says nothing and is left out. */
  static JsonNode of(Node node) {
    if (node instanceof MappingNode mapping) {
      ObjectNode object = JSON.objectNode();
      for (NodeTuple entry : mapping.getValue()) {
        JsonNode value = of(entry.getValueNode());
        if (!value.isNull()) {
          object.set(text(entry.getKeyNode()), value);
        }
      }
      return object;
    }
    if (node instanceof SequenceNode sequence) {
      ArrayNode array = JSON.arrayNode(sequence.getValue().size());
      sequence.getValue().forEach(item -> array.add(of(item)));
      return array;
    }
    return scalar(node.getTag(), text(node));
  }

  private static JsonNode scalar(Tag tag, String text) {
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(Boolean.parseBoolean(text));
    }
    return number(tag, text).orElseGet(() -> JSON.textNode(text));
  }

  /** A number, unless an explicit tag claims so of another text, or no double holds it. */
  private static Optional<JsonNode> number(Tag tag, String text) {
    try {
      if (tag.equals(Tag.INT)) {
        BigInteger value = new BigInteger(text);
        return Optional.of(
            value.bitLength() < Integer.SIZE
                ? JSON.numberNode(value.intValue())
                : JSON.numberNode(value));
      }
      if (tag.equals(Tag.FLOAT) && Double.isFinite(Double.parseDouble(text))) {
        return Optional.of(JSON.numberNode(Double.parseDouble(text)));
      }
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static String text(Node scalar) {
    return ((ScalarNode) scalar).getValue();
  }

  /**
   * Where the node at the end of a path stands: that of its key in a mapping, else its own.
   *
   * @param steps keys and indices from the root; what does not exist is passed over
   */
  static Mark mark(Node root, List<Object> steps) {
    Node at = root;
    Mark mark = root.getStartMark();
    for (Object step : steps) {
      if (at instanceof MappingNode mapping) {
        for (NodeTuple entry : mapping.getValue()) {
          if (text(entry.getKeyNode()).equals(step.toString())) {
            mark = entry.getKeyNode().getStartMark();
            at = entry.getValueNode();
          }
        }
      } else if (at instanceof SequenceNode sequence && step instanceof Integer index) {
        at = sequence.getValue().get(index);
        mark = at.getStartMark();
      }
    }
    return mark;
  }
}
