package io.cdmaa.nd4j;

import io.cdmaa.mgda.ArithmeticProvider;
import io.cdmaa.mgda.GradientArithmetic;

/** Provides {@link Nd4jArithmetic}; its native libraries are shipped for x86-64 Linux. */
public final class Nd4jProvider implements ArithmeticProvider {
  @Override
  public String name() {
    return "ND4J";
  }

  @Override
  public GradientArithmetic create() {
    return new Nd4jArithmetic();
  }
}
