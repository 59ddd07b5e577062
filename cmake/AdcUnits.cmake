# Which sources become one when ADC_UNITY is on: a third of the time that they take one by one goes into the headers that
# they share, and another into what their templates are made into, again and again.
#
# Sources of one unit define no name twice outside of functions, in anonymous namespaces least of all; the compiler says
# so where they do, and whichever has become too much moves to another line, or to none: what stands nowhere here is
# compiled by itself.

# adc_unit(FOLDER TARGET source…): these sources of FOLDER, which belong to TARGET, are one unit.
function(adc_unit folder target)
  get_property(count TARGET ${target} PROPERTY ADC_UNITS)
  math(EXPR count "${count} + 1")
  set_target_properties(${target} PROPERTIES ADC_UNITS ${count} UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/${folder}/)
  set_property(SOURCE ${ARGN} DIRECTORY ${PROJECT_SOURCE_DIR}/${folder} PROPERTY UNITY_GROUP ${count})
endfunction()

# What reads Unicode stands alone: libadc-jit is not to need its library.
adc_unit(diag adc_diag diagnostics.cpp number.cpp)
adc_unit(ir adc_ir constant.cpp interpreter.cpp keep.cpp lexer.cpp printer.cpp signature.cpp spelling.cpp type.cpp
         vector_functions.cpp verifier.cpp view.cpp watch.cpp)
adc_unit(object adc_object code_memory.cpp elf_file.cpp link.cpp)
adc_unit(cache adc_cache entry.cpp folder.cpp key.cpp machine.cpp settings.cpp store.cpp)
adc_unit(data adc_data csv.cpp csv_cells.cpp csv_header.cpp file.cpp input.cpp marks.cpp npy.cpp npy_header.cpp
         number_rows.cpp open_rows.cpp output.cpp)
adc_unit(data adc_data csv_rows.cpp row_writer.cpp)
adc_unit(kernel adc_kernel body.cpp bounds.cpp fold.cpp loops.cpp place.cpp printer.cpp product.cpp region.cpp rows.cpp
         rows_pieces.cpp scalars.cpp schedule.cpp)
adc_unit(kernel adc_kernel fusion.cpp reader.cpp row_axes.cpp types.cpp verify.cpp verify_rows.cpp workspace.cpp)
adc_unit(kernel adc_kernel lower.cpp slices.cpp vector_sums.cpp)
adc_unit(kernel adc_kernel run.cpp verify_region.cpp)
adc_unit(parser adc_parser parse.cpp builtins/builtins.cpp helps/foreign.cpp helps/look_alikes.cpp helps/meant_names.cpp
         helps/meant_numbers.cpp lower/dimensions.cpp lower/lower.cpp text/numbers.cpp text/operators.cpp
         values/affine.cpp)
adc_unit(parser adc_parser helps/meanings.cpp helps/suggest.cpp lower/inputs.cpp lower/lowering_tensors.cpp
         values/axes.cpp values/derivatives.cpp values/indices.cpp values/literals.cpp values/makers.cpp
         values/places.cpp values/shapes.cpp)
adc_unit(parser adc_parser lower/lowering.cpp tree/climb.cpp tree/climb_bars.cpp tree/climb_calls.cpp
         tree/climb_errors.cpp tree/climb_leibniz.cpp tree/climb_tensors.cpp tree/climb_tree.cpp tree/leibniz.cpp
         tree/names.cpp values/elementwise.cpp values/index_numbers.cpp)
adc_unit(parser adc_parser tree/climb_notes.cpp tree/statements.cpp values/emitter.cpp values/parts.cpp
         values/products.cpp values/reductions.cpp values/sums.cpp)
adc_unit(passes adc_passes pipeline.cpp core/cost.cpp core/cse.cpp core/dce.cpp core/reach.cpp core/rewrite.cpp
         core/sharing_builder.cpp derive/adjoints.cpp derive/predicated.cpp derive/reverse.cpp stable/choices.cpp)
adc_unit(passes adc_passes core/fold_exact.cpp core/join.cpp derive/amplification.cpp derive/conditions.cpp
         derive/derive.cpp derive/expand_diff.cpp derive/forward.cpp derive/jacobian.cpp)
adc_unit(passes adc_passes derive/hessian.cpp derive/sweep_counts.cpp derive/symbolic.cpp lower/fast_math.cpp
         lower/fuse.cpp real/expand.cpp real/expr_product.cpp real/simplify_real.cpp rules/product.cpp
         rules/structural.cpp)
adc_unit(passes adc_passes derive/tangents.cpp lower/legalise.cpp real/expr.cpp real/improve.cpp real/read.cpp
         real/rules.cpp rules/smooth.cpp rules/ties.cpp)
adc_unit(passes adc_passes derive/term.cpp real/improve_angles.cpp stable/softmax.cpp stable/vanishing.cpp)
adc_unit(passes adc_passes real/improve_product.cpp stable/coefficients.cpp stable/reciprocals.cpp stable/roots_in.cpp)
adc_unit(passes adc_passes real/layout.cpp stable/differences.cpp stable/folding.cpp stable/linear.cpp stable/match.cpp)
adc_unit(passes adc_passes real/write.cpp stable/exponentials.cpp)
adc_unit(passes adc_passes rules/squares.cpp stable/stable.cpp)
adc_unit(passes adc_passes stable/hyperbolic.cpp tensors/contract_sums.cpp)
adc_unit(passes adc_passes tensors/batch.cpp tensors/composites.cpp tensors/moves.cpp)
adc_unit(emit adc_emit c.cpp c_names.cpp c_product.cpp c_program.cpp cpp_family.cpp cpp_generic.cpp decimal.cpp
         formula.cpp formula_walk.cpp javascript_library.cpp language.cpp signature.cpp)
adc_unit(emit adc_emit cpp.cpp formula_tensors.cpp python_names.cpp rust_library.cpp)
adc_unit(emit adc_emit cuda.cpp javascript_special.cpp)
adc_unit(emit adc_emit dot.cpp javascript_language.cpp python_special.cpp special_reader.cpp steps.cpp)
adc_unit(emit adc_emit javascript.cpp numpy.cpp)
adc_unit(emit adc_emit rust_special.cpp typeset.cpp unit.cpp)
adc_unit(precise adc_precise bessel.cpp incomplete.cpp)
adc_unit(precise adc_precise sweep.cpp tolerance.cpp)
adc_unit(analysis adc_analysis at_kink.cpp check_options.cpp estimates.cpp explain.cpp op_limits.cpp points.cpp
         result_names.cpp)
adc_unit(analysis adc_analysis check.cpp extract.cpp not_finite.cpp table.cpp)
adc_unit(analysis adc_analysis not_finite_tensors.cpp trace_rows.cpp trace_tensors.cpp)
adc_unit(jit adc_jit jit.cpp lower_scalars.cpp node_lowering.cpp parallel.cpp target.cpp xsmm_guard.cpp)
adc_unit(jit adc_jit lower_tensors.cpp region_lowering.cpp)
adc_unit(jit adc_jit product.cpp vector_math.cpp)
adc_unit(run adc_run background.cpp cost_model.cpp library.cpp read_program.cpp variant.cpp)
adc_unit(run adc_run jit_loader.cpp native_call.cpp row_sums.cpp scratch.cpp summed.cpp)
adc_unit(api adc any_number.cpp array.cpp cache.cpp check.cpp check_loader.cpp describe.cpp explain.cpp function.cpp
         text.cpp)
adc_unit(api adc compile.cpp record.cpp c/boundary.cpp c/error.cpp c/options.cpp)
adc_unit(api adc csv.cpp c/evaluate.cpp c/function.cpp c/texts.cpp)
adc_unit(api adc emit.cpp loss.cpp shapes.cpp)
adc_unit(session adc_session definitions.cpp describe.cpp display.cpp evaluate.cpp words.cpp)
adc_unit(session adc_session commands.cpp files.cpp latex.cpp session.cpp)
adc_unit(train adc_train bind_data.cpp failure.cpp file.cpp trainer.cpp)
adc_unit(train adc_train dataset.cpp lbfgs.cpp metrics.cpp plot.cpp random.cpp schedule.cpp svg.cpp)
adc_unit(train adc_train initialise.cpp model.cpp)
adc_unit(tools adc_tools cache.cpp help.cpp train/minimise.cpp train/train_words.cpp)
adc_unit(tools adc_tools check.cpp line_reader.cpp report/explanation.cpp report/output.cpp
         report/progress.cpp report/results.cpp report/row_inputs.cpp report/row_output.cpp report/table.cpp)
adc_unit(tools adc_tools completions.cpp corpus.cpp direction.cpp failure.cpp interrupt.cpp run.cpp words.cpp)
adc_unit(tools adc_tools emit.cpp program.cpp)
adc_unit(tools adc_tools ir.cpp train/train_report.cpp)
