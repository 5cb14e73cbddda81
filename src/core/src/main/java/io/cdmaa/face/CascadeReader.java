package io.cdmaa.face;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.face.HaarCascade.Area;
import io.cdmaa.face.HaarCascade.Branch;
import io.cdmaa.face.HaarCascade.Node;
import io.cdmaa.face.HaarCascade.Stage;
import io.cdmaa.face.HaarCascade.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads cascades of OpenCV's type {@code opencv-haar-classifier} with upright features. */
final class CascadeReader {
  private CascadeReader() {}

  /**
   * Reads a cascade that lies on the class path.
   *
   * @param resource its path, without a leading slash
   * @throws CdmaaException if it is missing or not such a cascade
   */
  static HaarCascade resource(String resource) {
    try (InputStream in = CascadeReader.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new CdmaaException(
            ErrorReason.MODEL,
            "The face classifier "
                + resource
                + " is not on the class path; build the library with it, or choose a crop"
                + " that needs no faces");
      }
      return read(in);
    } catch (IOException e) {
      throw wrong(e.getMessage(), e);
    }
  }

  /**
   * Reads a cascade.
   *
   * @throws CdmaaException if it is not such a cascade
   */
  static HaarCascade read(InputStream xml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler()); // the default one prints
      Element root = builder.parse(xml).getDocumentElement();
      Element cascade = children(root).get(0);
      int[] size = numbers(text(cascade, "size")).mapToInt(Integer::parseInt).toArray();
      if (size.length != 2 || size[0] != size[1]) {
        throw wrong("its window is not square", null);
      }
      return new HaarCascade(size[0], each(child(cascade, "stages"), CascadeReader::stage));
    } catch (ParserConfigurationException
        | SAXException
        | IOException
        | IndexOutOfBoundsException
        | NumberFormatException e) {
      throw wrong(e.getMessage(), e);
    }
  }

  private static Stage stage(Element stage) {
    return new Stage(
        each(child(stage, "trees"), tree -> new Tree(each(tree, CascadeReader::node))),
        Double.parseDouble(text(stage, "stage_threshold")));
  }

  private static Node node(Element node) {
    Element feature = child(node, "feature");
    if (!text(feature, "tilted").equals("0")) {
      throw wrong("it has tilted features", null);
    }
    return new Node(
        each(child(feature, "rects"), CascadeReader::area),
        Double.parseDouble(text(node, "threshold")),
        branch(node, "left"),
        branch(node, "right"));
  }

  private static Branch branch(Element node, String side) {
    return optional(node, side + "_node")
        .map(next -> new Branch(Integer.parseInt(next.getTextContent().strip()), 0))
        .orElseGet(() -> new Branch(-1, Double.parseDouble(text(node, side + "_val"))));
  }

  private static Area area(Element rectangle) {
    List<String> parts = numbers(rectangle.getTextContent()).toList();
    return new Area(
        Integer.parseInt(parts.get(0)),
        Integer.parseInt(parts.get(1)),
        Integer.parseInt(parts.get(2)),
        Integer.parseInt(parts.get(3)),
        Double.parseDouble(parts.get(4)));
  }

  private static Stream<String> numbers(String text) {
    return Arrays.stream(text.strip().split("\\s+", -1));
  }

  private static <T> List<T> each(Element parent, Function<Element, T> read) {
    return children(parent).stream().map(read).toList();
  }

  private static List<Element> children(Element parent) {
    List<Element> elements = new ArrayList<>();
    NodeList nodes = parent.getChildNodes();
    // By siblings: the list's own index walks from the start.
    for (org.w3c.dom.Node n = nodes.item(0); n != null; n = n.getNextSibling()) {
      if (n instanceof Element element) {
        elements.add(element);
      }
    }
    return elements;
  }

  private static Optional<Element> optional(Element parent, String name) {
    return children(parent).stream().filter(e -> e.getTagName().equals(name)).findFirst();
  }

  private static Element child(Element parent, String name) {
    return optional(parent, name).orElseThrow(() -> wrong("it lacks <" + name + ">", null));
  }

  private static String text(Element parent, String name) {
    return child(parent, name).getTextContent().strip();
  }

  private static CdmaaException wrong(String why, Exception cause) {
    String sentence = "The face classifier is not a readable Haar cascade (" + why + ")";
    return cause == null
        ? new CdmaaException(ErrorReason.MODEL, sentence)
        : new CdmaaException(ErrorReason.MODEL, sentence, cause);
  }
}
