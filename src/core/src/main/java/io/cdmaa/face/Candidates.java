package io.cdmaa.face;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The windows that a cascade accepts. A face is accepted at several neighbouring places and sizes,
 * other things at few, so windows are put together and counted.
 */
final class Candidates {
  /** The least overlap of a window with the mean of a group to belong to it. */
  private static final double SAME = .45;

  private final List<FaceBox> windows = new ArrayList<>();

  /**
   * Adds a window.
   *
   * @param weight how many windows it stands for
   */
  void add(FaceBox window, int weight) {
    windows.add(new FaceBox(window.x(), window.y(), window.side(), weight));
  }

  /**
   * Returns the mean window of each group, the largest first; of two groups that share much, the
   * one with more windows.
   *
   * @param least the least number of windows in a group
   */
  List<FaceBox> faces(int least) {
    List<Group> groups = new ArrayList<>();
    for (FaceBox window : windows) {
      Group group =
          groups.stream()
              .filter(g -> g.mean().overlap(window) >= SAME)
              .max(Comparator.comparingDouble(g -> g.mean().overlap(window)))
              .orElse(null);
      if (group == null) {
        group = new Group();
        groups.add(group);
      }
      group.add(window);
    }
    List<FaceBox> strongest =
        groups.stream()
            .map(Group::mean)
            .filter(box -> box.confidence() >= least)
            .sorted(Comparator.comparingDouble(FaceBox::confidence).reversed())
            .toList();
    List<FaceBox> faces = new ArrayList<>();
    for (FaceBox box : strongest) {
      if (faces.stream().noneMatch(face -> covers(face, box))) {
        faces.add(box);
      }
    }
    faces.sort(Comparator.comparingDouble(FaceBox::side).reversed());
    return List.copyOf(faces);
  }

  /** Returns whether the middle of either box is inside the other. */
  private static boolean covers(FaceBox a, FaceBox b) {
    return contains(a, b.centreX(), b.centreY()) || contains(b, a.centreX(), a.centreY());
  }

  private static boolean contains(FaceBox box, double x, double y) {
    return x >= box.x() && y >= box.y() && x <= box.x() + box.side() && y <= box.y() + box.side();
  }

  /** Windows that show the same face. */
  private static final class Group {
    private double x;
    private double y;
    private double side;
    private double count;

    void add(FaceBox window) {
      double weight = window.confidence();
      x += weight * window.x();
      y += weight * window.y();
      side += weight * window.side();
      count += weight;
    }

    FaceBox mean() {
      return new FaceBox(x / count, y / count, side / count, count);
    }
  }
}
