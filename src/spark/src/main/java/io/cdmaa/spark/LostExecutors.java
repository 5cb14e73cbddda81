package io.cdmaa.spark;

import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Says in a sentence that an executor was lost, of which Spark logs several lines. */
final class LostExecutors extends SparkListener {
  private final Consumer<String> errors;
  private volatile boolean ended;

  private LostExecutors(Consumer<String> errors) {
    this.errors = errors;
  }

  /** Tells of executors from now on, unless they come and go by intention. */
  static void tell(SparkContext spark, Consumer<String> errors) {
    if (!spark.conf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      spark.addSparkListener(new LostExecutors(errors));
    }
  }

  @Override
  public void onApplicationEnd(SparkListenerApplicationEnd end) {
    ended = true;
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    if (!ended) {
      errors.accept(
          "Executor " + removed.executorId() + " was lost; its photos are tried again elsewhere");
    }
  }
}
