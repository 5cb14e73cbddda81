package io.cdmaa.autodiff;

import java.util.List;
import java.util.stream.Stream;

/** Everything that is claimed of the gradient rules, one family of operators per file. */
final class GradientCases {
  private GradientCases() {}

  static List<GradientCase> all() {
    return Stream.of(
            ElementwiseCases.all(),
            ArithmeticCases.all(),
            MatrixCases.all(),
            ConvolutionCases.all(),
            NormalizationCases.all(),
            PoolingCases.all(),
            ReductionCases.all(),
            LayoutCases.shapes(),
            LayoutCases.pieces(),
            LayoutCases.pads(),
            ResizeCases.all(),
            GridSampleCases.all())
        .flatMap(List::stream)
        .toList();
  }
}
