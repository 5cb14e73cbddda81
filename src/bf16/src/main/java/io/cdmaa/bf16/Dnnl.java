package io.cdmaa.bf16;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The functions of oneDNN's C interface (version 3) that are used, bound by JNA. Each is named as
 * in C without the prefix {@code dnnl_}, and returns 0 on success unless it says otherwise.
 */
final class Dnnl {
  private Dnnl() {}

  /** Binds the functions to a library file. */
  static void bind(Path library) {
    FunctionMapper names = Dnnl::symbol;
    Native.register(
        Dnnl.class,
        NativeLibrary.getInstance(
            library.toString(), Map.of(Library.OPTION_FUNCTION_MAPPER, names)));
  }

  private static String symbol(NativeLibrary library, Method method) {
    return "dnnl_" + method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  static native int engineCreate(PointerByReference engine, int kind, long index);

  static native int engineDestroy(Pointer engine);

  static native int streamCreate(PointerByReference stream, Pointer engine, int flags);

  static native int streamDestroy(Pointer stream);

  static native int memoryDescCreateWithStrides(
      PointerByReference desc, int rank, long[] dims, int type, long[] strides);

  static native int memoryDescCreateWithTag(
      PointerByReference desc, int rank, long[] dims, int type, int tag);

  /** Returns the size in bytes. */
  static native long memoryDescGetSize(Pointer desc);

  /** Returns 1 if both describe the same layout. */
  static native int memoryDescEqual(Pointer first, Pointer second);

  static native int memoryDescDestroy(Pointer desc);

  static native int memoryCreate(
      PointerByReference memory, Pointer desc, Pointer engine, Pointer handle);

  static native int memoryDestroy(Pointer memory);

  static native int primitiveCreate(PointerByReference primitive, Pointer primitiveDesc);

  static native int primitiveExecute(
      Pointer primitive, Pointer stream, int count, Pointer arguments);

  static native int primitiveDestroy(Pointer primitive);

  static native int primitiveDescDestroy(Pointer primitiveDesc);

  /** Returns a descriptor that belongs to the primitive's. */
  static native Pointer primitiveDescQueryMd(Pointer primitiveDesc, int what, int index);

  static native int primitiveDescQuery(
      Pointer primitiveDesc, int what, int index, PointerByReference result);

  static native int primitiveAttrCreate(PointerByReference attributes);

  static native int primitiveAttrDestroy(Pointer attributes);

  static native int primitiveAttrSetScratchpadMode(Pointer attributes, int mode);

  static native int primitiveAttrSetPostOps(Pointer attributes, Pointer postOps);

  static native int postOpsCreate(PointerByReference postOps);

  static native int postOpsDestroy(Pointer postOps);

  static native int postOpsAppendEltwise(Pointer postOps, int kind, float alpha, float beta);

  static native int postOpsAppendSum(Pointer postOps, float scale, int zeroPoint, int type);

  static native int postOpsAppendBinary(Pointer postOps, int kind, Pointer operand);

  static native int reorderPrimitiveDescCreate(
      PointerByReference result,
      Pointer source,
      Pointer sourceEngine,
      Pointer target,
      Pointer targetEngine,
      Pointer attributes);

  static native int convolutionForwardPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      int propagation,
      int algorithm,
      Pointer source,
      Pointer weights,
      Pointer bias,
      Pointer target,
      long[] strides,
      long[] dilates,
      long[] paddingBefore,
      long[] paddingAfter,
      Pointer attributes);

  static native int deconvolutionForwardPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      int propagation,
      int algorithm,
      Pointer source,
      Pointer weights,
      Pointer bias,
      Pointer target,
      long[] strides,
      long[] dilates,
      long[] paddingBefore,
      long[] paddingAfter,
      Pointer attributes);

  static native int eltwiseForwardPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      int propagation,
      int algorithm,
      Pointer source,
      Pointer target,
      float alpha,
      float beta,
      Pointer attributes);

  static native int eltwiseBackwardPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      int algorithm,
      Pointer sourceGradient,
      Pointer targetGradient,
      Pointer data,
      float alpha,
      float beta,
      Pointer forward,
      Pointer attributes);

  static native int batchNormalizationForwardPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      int propagation,
      Pointer source,
      Pointer target,
      float epsilon,
      int flags,
      Pointer attributes);

  static native int batchNormalizationBackwardPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      int propagation,
      Pointer sourceGradient,
      Pointer targetGradient,
      Pointer source,
      float epsilon,
      int flags,
      Pointer forward,
      Pointer attributes);

  static native int binaryPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      int algorithm,
      Pointer first,
      Pointer second,
      Pointer target,
      Pointer attributes);

  static native int concatPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      Pointer target,
      int count,
      int axis,
      Pointer sources,
      Pointer attributes);

  static native int sumPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      Pointer target,
      int count,
      float[] scales,
      Pointer sources,
      Pointer attributes);

  static native int reductionPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      int algorithm,
      Pointer source,
      Pointer target,
      float power,
      float epsilon,
      Pointer attributes);

  static native int poolingForwardPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      int propagation,
      int algorithm,
      Pointer source,
      Pointer target,
      long[] strides,
      long[] kernel,
      long[] dilation,
      long[] paddingBefore,
      long[] paddingAfter,
      Pointer attributes);

  static native int resamplingForwardPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      int propagation,
      int algorithm,
      float[] factors,
      Pointer source,
      Pointer target,
      Pointer attributes);

  static native int matmulPrimitiveDescCreate(
      PointerByReference result,
      Pointer engine,
      Pointer source,
      Pointer weights,
      Pointer bias,
      Pointer target,
      Pointer attributes);
}
