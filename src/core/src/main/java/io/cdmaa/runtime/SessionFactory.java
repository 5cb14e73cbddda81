package io.cdmaa.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.cdmaa.CdmaaException;
import io.cdmaa.Device;
import io.cdmaa.ErrorReason;
import io.cdmaa.Precision;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sessions on the chosen device with the thread settings that measured fastest. */
public final class SessionFactory {
  /**
   * What ONNX Runtime would move transpositions with. Graphs with algorithms have their images in
   * the layout that suits them; moved into reductions, a transposition makes them ten times slower.
   */
  private static final String TRANSPOSITION =
      "TransposeOptimizer;TransposeOptimizer_CPUExecutionProvider";

  private static final Logger LOG = LoggerFactory.getLogger(SessionFactory.class);

  private final RuntimeSettings settings;
  private final GraphCache cache;
  private final boolean cuda;
  private final Runnable opened;

  /**
   * Without a cache of graphs.
   *
   * @param settings device and threads
   * @throws CdmaaException if CUDA is demanded and does not work; the message says why
   */
  public SessionFactory(RuntimeSettings settings) {
    this(settings, GraphCache.off());
  }

  /**
   * @param settings device and threads
   * @param cache where derived graphs are kept
   * @throws CdmaaException if CUDA is demanded and does not work, or the precision needs it; the
   *     message says why
   */
  public SessionFactory(RuntimeSettings settings, GraphCache cache) {
    this.settings = settings;
    this.cache = cache;
    opened = () -> {};
    Optional<String> obstacle =
        settings.device() == Device.CPU ? Optional.of("") : CudaSupport.obstacle();
    if (settings.device() == Device.CUDA && obstacle.isPresent()) {
      throw new CdmaaException(
          ErrorReason.CUDA_UNAVAILABLE,
          "CUDA cannot be used: " + obstacle.get() + "; run on the CPU");
    }
    if (settings.device() == Device.AUTO && obstacle.isPresent()) {
      LOG.warn("Running on the CPU, as {}.", obstacle.get());
    }
    cuda = obstacle.isEmpty();
    if (settings.precision() == Precision.TF32 && !cuda) {
      throw new CdmaaException(
          ErrorReason.TF32_UNAVAILABLE,
          "A processor has no TensorFloat-32; compute in float32, or on a GPU");
    }
  }

  private SessionFactory(
      RuntimeSettings settings, GraphCache cache, boolean cuda, Runnable opened) {
    this.opened = opened;
    this.settings = settings;
    this.cache = cache;
    this.cuda = cuda;
  }

  /** Where derived graphs are kept. */
  public GraphCache cache() {
    return cache;
  }

  /** Whether sessions run on a GPU. */
  public boolean usesCuda() {
    return cuda;
  }

  /**
   * How algorithms are chosen for these sessions. A GPU has its own, so it gets plain ones; so does
   * half precision, as minimal filtering multiplies its rounding errors.
   */
  public Tuning tuning() {
    return cuda || precision() == Precision.FP16 ? Tuning.PLAIN : settings.tuning();
  }

  /** What gradients are computed in. */
  public Precision precision() {
    return settings.precision();
  }

  /** One whose sessions compute in float32, for fakes and verdicts. */
  public SessionFactory exact() {
    return precision() == Precision.FP32
        ? this
        : new SessionFactory(settings.withPrecision(Precision.FP32), cache, cuda, opened);
  }

  /** One that differs in how algorithms are chosen. */
  public SessionFactory withTuning(Tuning tuning) {
    return new SessionFactory(settings.withTuning(tuning), cache, cuda, opened);
  }

  /** One that differs in the threads of one operator. */
  public SessionFactory withThreads(int threads) {
    return new SessionFactory(settings.withThreads(threads), cache, cuda, opened);
  }

  /**
   * One that tells when the sessions of all generators of a group have been opened. What it took to
   * derive and serialise their graphs is several times their weights, and garbage then; a program
   * that owns the process may want Java to give it back before ONNX Runtime fills its arena.
   *
   * @param hook called on the thread that opens them
   */
  public SessionFactory whenOpened(Runnable hook) {
    return new SessionFactory(settings, cache, cuda, hook);
  }

  /** Says that the sessions of all generators of a group have been opened. */
  public void sessionsOpened() {
    opened.run();
  }

  /** Threads of one operator. */
  public int threads() {
    return settings.effectiveThreads();
  }

  /** What runs the sessions, for reports. */
  public String description() {
    String device = cuda ? "CUDA" : "CPU, " + settings.effectiveThreads() + " threads";
    return precision() == Precision.FP32 ? device : device + ", " + precision().label();
  }

  /**
   * Opens a model.
   *
   * @param model a serialised ONNX model
   * @throws CdmaaException if ONNX Runtime refuses it
   */
  public PinnedSession open(byte[] model) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // The NCHWc convolution kernels exist only at level ALL.
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setIntraOpNumThreads(settings.effectiveThreads());
      options.setInterOpNumThreads(1);
      // Spinning threads starve ND4J's between two runs; the memory pattern costs half as much
      // memory again.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.setMemoryPatternOptimization(false);
      // What goes wrong comes as an exception; ONNX Runtime would print it besides.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      if (tuning() != Tuning.PLAIN) {
        options.addConfigEntry("optimization.disable_specified_optimizers", TRANSPOSITION);
      }
      if (cuda) {
        CudaSupport.append(options, precision());
      }
      OrtEnvironment environment = Ort.environment();
      return new PinnedSession(environment, environment.createSession(model, options));
    } catch (OrtException e) {
      throw new CdmaaException(
          ErrorReason.RUNTIME,
          "ONNX Runtime refuses a graph (" + OrtMessages.reason(e) + "); export the model again",
          e);
    }
  }
}
