package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.x;
import static io.cdmaa.autodiff.GradientCase.xIn;

import java.util.ArrayList;
import java.util.List;

/** Sampling at grids that reach beyond the image on every side. */
final class GridSampleCases {
  private GridSampleCases() {}

  static List<GradientCase> all() {
    List<GradientCase> cases = new ArrayList<>();
    for (String mode : List.of("linear", "nearest")) {
      for (String padding : List.of("zeros", "border", "reflection")) {
        for (int corners : new int[] {0, 1}) {
          String what = mode + ", " + padding + ", corners " + corners;
          cases.add(
              on("GridSample", what, x(2, 3, 4, 5), xIn(-1.6, 1.6, 2, 3, 4, 2))
                  .with("mode", mode, "padding_mode", padding, "align_corners", corners));
          cases.add(
              on("GridSample", what + ", volume", x(1, 2, 3, 4, 3), xIn(-1.4, 1.4, 1, 2, 2, 2, 3))
                  .with("mode", mode, "padding_mode", padding, "align_corners", corners));
        }
      }
    }
    cases.add(on("GridSample", "by default", x(1, 1, 3, 3), xIn(-0.9, 0.9, 1, 2, 2, 2)));
    cases.add(
        on("GridSample", "one pixel high", x(1, 2, 1, 4), xIn(-1.5, 1.5, 1, 3, 2, 2))
            .with("padding_mode", "reflection", "align_corners", 1));
    cases.add(
        on("GridSample", "far outside", x(1, 1, 3, 4), xIn(-7, 7, 1, 4, 4, 2))
            .with("padding_mode", "reflection"));
    return cases;
  }
}
