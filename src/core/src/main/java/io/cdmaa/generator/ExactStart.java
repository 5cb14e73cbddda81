package io.cdmaa.generator;

import io.cdmaa.runtime.BoundSession;
import io.cdmaa.tensor.FloatTensor;
import java.util.HashSet;
import java.util.Set;

/**
 * Runs the first part of a search in float32 and the rest in bf16. The first steps decide which of
 * many ways a search takes, and near the photo the rounding of a fake is as large as its distance
 * to the reference; later on neither matters.
 */
final class ExactStart implements BoundSession {
  /** The part of a search that runs in float32. */
  private static final double PART = 0.2;

  private final BoundSession exact;
  private final BoundSession brief;
  private boolean started;

  /**
   * Closes both sessions at the end.
   *
   * @param exact in float32
   * @param brief of the same graph in bf16
   */
  ExactStart(BoundSession exact, BoundSession brief) {
    this.exact = exact;
    this.brief = brief;
  }

  @Override
  public Set<String> inputNames() {
    Set<String> names = new HashSet<>(exact.inputNames());
    names.retainAll(brief.inputNames());
    return names;
  }

  @Override
  public void bindInput(String name, FloatTensor tensor) {
    exact.bindInput(name, tensor);
    brief.bindInput(name, tensor);
  }

  @Override
  public void bindOutput(String name, FloatTensor tensor) {
    exact.bindOutput(name, tensor);
    brief.bindOutput(name, tensor);
  }

  @Override
  public void nextPhoto() {
    started = false;
    exact.nextPhoto();
    brief.nextPhoto();
  }

  @Override
  public void reached(double part) {
    started = part >= PART;
  }

  @Override
  public void run() {
    (started ? brief : exact).run();
  }

  @Override
  public void close() {
    try (exact) {
      brief.close();
    }
  }
}
