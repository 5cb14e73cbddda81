package io.cdmaa.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.cdmaa.CdmaaException;
import io.cdmaa.Device;
import io.cdmaa.ErrorReason;
import io.cdmaa.Precision;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens sessions on the chosen device with the thread settings that were fastest in measurements.
 */
public final class SessionFactory {
  /**
   * ONNX Runtime's transposition optimiser. Graphs with chosen algorithms already have images in
   * the best layout; moving a transposition into a reduction makes it ten times slower.
   */
  private static final String TRANSPOSITION =
      "TransposeOptimizer;TransposeOptimizer_CPUExecutionProvider";

  private static final Logger LOG = LoggerFactory.getLogger(SessionFactory.class);

  private final RuntimeSettings settings;
  private final GraphCache cache;
  private final boolean cuda;
  private final Runnable opened;
  private final Optional<Bfloat16Provider> bfloat16;

  /**
   * Creates a factory without a graph cache.
   *
   * @param settings device and threads
   * @throws CdmaaException if CUDA is required and does not work; the message says why
   */
  public SessionFactory(RuntimeSettings settings) {
    this(settings, GraphCache.off());
  }

  /**
   * Creates a factory.
   *
   * @param settings device and threads
   * @param cache stores derived graphs
   * @throws CdmaaException if CUDA is required, also by the precision, and does not work; the
   *     message says why
   */
  public SessionFactory(RuntimeSettings settings, GraphCache cache) {
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
          "The CPU does not support TensorFloat-32; compute in float32, or on a GPU");
    }
    bfloat16 = Bfloat16.provider(settings.precision(), cuda, settings.effectiveThreads());
    this.settings =
        settings.precision() == Precision.AUTO
            ? settings.withPrecision(bfloat16.isPresent() ? Precision.BF16 : Precision.FP32)
            : settings;
  }

  private SessionFactory(SessionFactory other, RuntimeSettings settings, Runnable opened) {
    this.opened = opened;
    this.settings = settings;
    cache = other.cache;
    cuda = other.cuda;
    bfloat16 = other.bfloat16;
  }

  /** Returns the cache of derived graphs. */
  public GraphCache cache() {
    return cache;
  }

  /** Returns whether sessions run on a GPU. */
  public boolean usesCuda() {
    return cuda;
  }

  /**
   * Returns how algorithms are chosen for these sessions. A GPU has its own algorithms, so it gets
   * plain ones, and so do half precision and bf16, because minimal filtering amplifies rounding
   * errors.
   */
  public Tuning tuning() {
    boolean reduced = precision() == Precision.FP16 || precision() == Precision.BF16;
    return cuda || reduced ? Tuning.PLAIN : settings.tuning();
  }

  /** Returns the precision of gradients. */
  public Precision precision() {
    return settings.precision();
  }

  /** Returns a factory whose sessions compute in float32, for fakes and verdicts. */
  public SessionFactory exact() {
    return precision() == Precision.FP32
        ? this
        : new SessionFactory(this, settings.withPrecision(Precision.FP32), opened);
  }

  /** Returns a copy with the given tuning. */
  public SessionFactory withTuning(Tuning tuning) {
    return new SessionFactory(this, settings.withTuning(tuning), opened);
  }

  /** Returns a copy with the given number of threads per operator. */
  public SessionFactory withThreads(int threads) {
    return new SessionFactory(this, settings.withThreads(threads), opened);
  }

  /**
   * Returns a copy that calls a hook once the sessions of all generators of a group are open.
   * Deriving and serialising their graphs leaves garbage of several times their weights, which a
   * program that owns the process may want to collect before ONNX Runtime fills its arena.
   *
   * @param hook called on the thread that opens the sessions
   */
  public SessionFactory whenOpened(Runnable hook) {
    return new SessionFactory(this, settings, hook);
  }

  /** Calls the hook, after the sessions of all generators of a group have been opened. */
  public void sessionsOpened() {
    opened.run();
  }

  /** Returns the number of threads per operator. */
  public int threads() {
    return settings.effectiveThreads();
  }

  /** Returns the execution provider's description for reports. */
  public String description() {
    int threads = settings.effectiveThreads();
    String device = cuda ? "CUDA" : "CPU, " + threads + (threads == 1 ? " thread" : " threads");
    return precision() == Precision.FP32 ? device : device + ", " + precision().label();
  }

  /**
   * Opens a model.
   *
   * @param model a serialised ONNX model
   * @throws CdmaaException if ONNX Runtime rejects it
   */
  public PinnedSession open(byte[] model) {
    try (OrtSession.SessionOptions options = options()) {
      if (tuning() != Tuning.PLAIN) {
        options.addConfigEntry("optimization.disable_specified_optimizers", TRANSPOSITION);
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

  /**
   * Opens a model in bf16 where it need not be exact.
   *
   * @param model a serialised ONNX model of standard operators in float32 with static shapes
   * @throws IllegalStateException if the precision of this factory is another
   */
  public BoundSession openInBfloat16(byte[] model) {
    if (precision() != Precision.BF16) {
      throw new IllegalStateException("sessions in " + precision());
    }
    return bfloat16.orElseThrow().open(model, exact());
  }

  /**
   * Opens a model that is run as it is.
   *
   * @param file an ONNX file; files with its external data lie beside it
   * @throws CdmaaException if ONNX Runtime rejects it, or an input is not a float32 tensor
   */
  public ModelSession open(Path file) {
    try (OrtSession.SessionOptions options = options()) {
      OrtEnvironment environment = Ort.environment();
      OrtSession session = environment.createSession(file.toString(), options);
      try {
        return new ModelSession(file, environment, session);
      } catch (CdmaaException | OrtException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          file,
          file + " cannot be used as a model (" + OrtMessages.reason(e) + "); export it again",
          e);
    }
  }

  private OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    // The NCHWc convolution kernels are used only at level ALL.
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setIntraOpNumThreads(settings.effectiveThreads());
    options.setInterOpNumThreads(1);
    // Spinning threads starve ND4J's between two runs; the memory pattern costs half as much
    // memory again.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.setMemoryPatternOptimization(false);
    // Errors are reported by exceptions; ONNX Runtime would also print them.
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    if (cuda) {
      CudaSupport.append(options, precision());
    }
    return options;
  }
}
