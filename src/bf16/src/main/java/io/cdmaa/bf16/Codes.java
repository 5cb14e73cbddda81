package io.cdmaa.bf16;

/** Values of the enumerations in oneDNN's {@code dnnl_types.h}. */
final class Codes {
  static final int CPU = 1;
  static final int IN_ORDER = 1;
  static final int UNIMPLEMENTED = 3;
  static final int USER_SCRATCHPAD = 1;

  static final int FORWARD_TRAINING = 64;
  static final int FORWARD_INFERENCE = 96;
  static final int BACKWARD = 128;

  static final int CONVOLUTION_DIRECT = 1;
  static final int DECONVOLUTION_DIRECT = 10;

  static final int RELU = 32;
  static final int TANH = 33;
  static final int ELU = 34;
  static final int SQUARE = 35;
  static final int ABS = 36;
  static final int SQRT = 37;
  static final int LINEAR = 38;
  static final int SOFT_RELU = 39;
  static final int HARD_SIGMOID = 40;
  static final int LOGISTIC = 41;
  static final int EXP = 42;
  static final int LOG = 45;
  static final int CLIP = 46;
  static final int POW = 48;
  static final int RELU_FROM_RESULT = 256;

  static final int ADD = 131056;
  static final int MUL = 131057;
  static final int MAX = 131058;
  static final int MIN = 131059;
  static final int DIV = 131060;
  static final int SUB = 131061;
  static final int GREATER = 131063;

  static final int REDUCE_MAX = 196594;
  static final int REDUCE_MIN = 196595;
  static final int REDUCE_SUM = 196596;
  static final int REDUCE_MEAN = 196598;

  static final int POOL_MAX = 511;
  static final int POOL_AVERAGE_WITH_PADDING = 767;
  static final int POOL_AVERAGE = 1023;

  static final int NEAREST = 196592;

  static final int USE_STATISTICS = 1;
  static final int USE_SCALE = 2;
  static final int USE_SHIFT = 4;
  static final int FUSE_RELU = 8;

  static final int ANY_FORMAT = 1;

  static final int QUERY_IMPLEMENTATION = 8;
  static final int QUERY_SOURCE = 129;
  static final int QUERY_WEIGHTS = 131;
  static final int QUERY_TARGET = 133;
  static final int QUERY_WORKSPACE = 135;
  static final int QUERY_SCRATCHPAD = 136;

  static final int ARG_SOURCE = 1;
  static final int ARG_SECOND = 2;
  static final int ARG_TARGET = 17;
  static final int ARG_WEIGHTS = 33;
  static final int ARG_BIAS = 41;
  static final int ARG_MEAN = 49;
  static final int ARG_VARIANCE = 50;
  static final int ARG_SCALE = 51;
  static final int ARG_SHIFT = 52;
  static final int ARG_WORKSPACE = 64;
  static final int ARG_SCRATCHPAD = 80;
  static final int ARG_SOURCE_GRADIENT = 129;
  static final int ARG_TARGET_GRADIENT = 145;
  static final int ARG_SCALE_GRADIENT = 255;
  static final int ARG_SHIFT_GRADIENT = 256;
  static final int ARG_SOURCES = 1024;
  static final int ARG_POST_OP = 32768;

  private Codes() {}
}
