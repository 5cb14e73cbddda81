package io.cdmaa.reference;

import java.util.Map;

/** All operators that can be evaluated, by name. */
final class Operators {
  static final Map<String, Operator> TABLE =
      new Table()
          .all(Functions.TABLE)
          .all(Activations.TABLE)
          .all(Arithmetic.TABLE)
          .all(Types.TABLE)
          .all(Reductions.TABLE)
          .all(Softmaxes.TABLE)
          .all(Orders.TABLE)
          .all(Products.TABLE)
          .all(Convolutions.TABLE)
          .all(Pools.TABLE)
          .all(Normalizations.TABLE)
          .all(Layouts.TABLE)
          .all(Pieces.TABLE)
          .all(Padding.TABLE)
          .all(Indexing.TABLE)
          .all(Sources.TABLE)
          .all(Resizing.TABLE)
          .all(GridSampling.TABLE)
          .all(Quantization.TABLE)
          .all(Attentions.TABLE)
          .asMap();

  private Operators() {}
}
