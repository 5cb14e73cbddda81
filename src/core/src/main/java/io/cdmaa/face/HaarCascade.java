package io.cdmaa.face;

import java.util.List;

/**
 * A boosted cascade of decision trees on Haar features: differences of sums over rectangles of a
 * window. A window that any stage rejects shows no face; most are rejected by the first ones.
 *
 * @param side of the window, in pixels
 * @param stages in order
 */
record HaarCascade(int side, List<Stage> stages) {
  /** What OpenCV takes off a stage's threshold, for sums that were rounded in training. */
  private static final double TOLERANCE = 1e-4;

  /** The least standard deviation of a window's values of 0 to 255; less is background. */
  private static final double LEAST_CONTRAST = 8;

  HaarCascade {
    stages = List.copyOf(stages);
  }

  /**
   * A stage, which accepts windows whose trees sum up to the threshold.
   *
   * @param trees in order
   * @param threshold the least sum
   */
  record Stage(List<Tree> trees, double threshold) {
    Stage {
      trees = List.copyOf(trees);
    }
  }

  /**
   * A decision tree.
   *
   * @param nodes the root first
   */
  record Tree(List<Node> nodes) {
    Tree {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * A decision: left if the feature is below the threshold times the window's contrast.
   *
   * @param areas rectangles of the feature
   */
  record Node(List<Area> areas, double threshold, Branch left, Branch right) {
    Node {
      areas = List.copyOf(areas);
    }
  }

  /**
   * Where a decision leads.
   *
   * @param node index of the next node, or -1 at the end
   * @param value the tree's value at the end
   */
  record Branch(int node, double value) {}

  /** A rectangle of the window, in pixels, and the weight of its sum. */
  record Area(int x, int y, int width, int height, double weight) {}

  /** Returns the cascade for windows of one picture. */
  Windows on(IntegralImage picture) {
    return new Windows(this, picture);
  }

  /** The windows of a picture. Serves one thread at a time. */
  static final class Windows {
    private final IntegralImage picture;
    private final IntegralImage squares;
    private final int side;
    private final FlatStage[] stages;

    private Windows(HaarCascade cascade, IntegralImage picture) {
      this.picture = picture;
      squares = picture.map(v -> v * v);
      side = cascade.side;
      stages =
          cascade.stages.stream()
              .map(stage -> new FlatStage(stage, picture.stride))
              .toArray(FlatStage[]::new);
    }

    int width() {
      return picture.width;
    }

    int height() {
      return picture.height;
    }

    /**
     * Returns whether all stages accept a window.
     *
     * @param x its left edge
     * @param y its top edge
     */
    boolean accepts(int x, int y) {
      int corner = y * picture.stride + x;
      // As in training, contrast is taken without the border of the window.
      int inner = corner + picture.stride + 1;
      int columns = side - 2;
      int down = columns * picture.stride;
      double area = columns * columns;
      double mean = picture.sum(inner, columns, down) / area;
      double variance = squares.sum(inner, columns, down) / area - mean * mean;
      if (variance < LEAST_CONTRAST * LEAST_CONTRAST) {
        return false;
      }
      double scale = area * Math.sqrt(variance);
      for (FlatStage stage : stages) {
        if (stage.sum(picture, corner, scale) < stage.threshold) {
          return false;
        }
      }
      return true;
    }
  }

  /** A stage whose rectangles are offsets into the sums of a picture of one width. */
  private static final class FlatStage {
    private final double threshold;
    private final FlatNode[][] trees;

    FlatStage(Stage stage, int stride) {
      threshold = stage.threshold - TOLERANCE;
      trees =
          stage.trees.stream()
              .map(
                  tree ->
                      tree.nodes.stream()
                          .map(node -> new FlatNode(node, stride))
                          .toArray(FlatNode[]::new))
              .toArray(FlatNode[][]::new);
    }

    double sum(IntegralImage picture, int corner, double scale) {
      double sum = 0;
      for (FlatNode[] tree : trees) {
        FlatNode node = tree[0];
        Branch branch = node.branch(picture, corner, scale);
        while (branch.node >= 0) {
          branch = tree[branch.node].branch(picture, corner, scale);
        }
        sum += branch.value;
      }
      return sum;
    }
  }

  /** A decision whose rectangles are offsets. */
  private static final class FlatNode {
    private final int[] corners;
    private final int[] columns;
    private final int[] down;
    private final double[] weights;
    private final double threshold;
    private final Branch left;
    private final Branch right;

    FlatNode(Node node, int stride) {
      corners = node.areas.stream().mapToInt(a -> a.y * stride + a.x).toArray();
      columns = node.areas.stream().mapToInt(Area::width).toArray();
      down = node.areas.stream().mapToInt(a -> a.height * stride).toArray();
      weights = node.areas.stream().mapToDouble(Area::weight).toArray();
      threshold = node.threshold;
      left = node.left;
      right = node.right;
    }

    Branch branch(IntegralImage picture, int corner, double scale) {
      double feature = 0;
      for (int i = 0; i < corners.length; i++) {
        feature += weights[i] * picture.sum(corner + corners[i], columns[i], down[i]);
      }
      return feature < threshold * scale ? left : right;
    }
  }
}
