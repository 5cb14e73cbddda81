package io.cdmaa.reference;

import java.util.List;

/** The forward semantics of one ONNX operator, in all its versions. */
interface Operator {
  /** Returns the outputs, as many as the operator defines. */
  List<Tensor64> apply(Call call);
}
