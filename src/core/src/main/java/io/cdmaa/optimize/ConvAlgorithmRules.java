package io.cdmaa.optimize;

/**
 * The rules that choose a layer's algorithm without measuring. The bounds are the break-even points
 * of the algorithms on one processor with AVX-512 (benchmarks/README.md). They depend on the layer
 * alone, so that every machine runs the same graph.
 */
final class ConvAlgorithmRules {
  private static final long WINOGRAD_CHANNELS = 64;
  private static final long WINOGRAD_EXTENT = 16;
  private static final long POLYPHASE_CHANNELS = 64;
  private static final long POLYPHASE_EXTENT = 32;

  /**
   * With at least this many channels the transformed weights do not fit in a processor's cache ...
   */
  private static final long WIDE_CHANNELS = 256;

  /** ... and with fewer positions than this they are read for too few products. */
  private static final long WIDE_POSITIONS = 512;

  private static final long STRIDED_CHANNELS = 4;
  private static final long STRIDED_INPUTS = 32;

  private ConvAlgorithmRules() {}

  static ConvAlgorithm choose(Layer layer) {
    if (ConvAlgorithm.WINOGRAD.fits(layer)
        && layer.channels() >= WINOGRAD_CHANNELS
        && layer.extent() >= WINOGRAD_EXTENT) {
      return ConvAlgorithm.WINOGRAD;
    }
    if (ConvAlgorithm.POLYPHASE.fits(layer)
        && layer.hasKernel(4)
        && layer.channels() >= POLYPHASE_CHANNELS
        && layer.extent() >= POLYPHASE_EXTENT
        && (layer.channels() < WIDE_CHANNELS || layer.positions() >= WIDE_POSITIONS)) {
      return ConvAlgorithm.POLYPHASE;
    }
    if (ConvAlgorithm.STRIDED.fits(layer)
        && layer.outputChannels() <= STRIDED_CHANNELS
        && layer.inputChannels() >= STRIDED_INPUTS) {
      return ConvAlgorithm.STRIDED;
    }
    return ConvAlgorithm.PLAIN;
  }
}
