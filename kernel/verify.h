// The invariants of the kernel form.
#pragma once

#include <string>
#include <vector>

#include "kernel/program.h"

namespace adc::kernel {

/// Returns what is wrong with `program`, a line each, the first hundred; empty if nothing is. The invariants:
///
/// Arrays
///  1. The float type is F64 or F32. Arrays are first the inputs, numbered from 0 in order, then the outputs likewise,
///     then tables, then parts of the workspace. Elements are of the float type or Bool, those of tables finite;
///     extents are not negative, and an array has at most ir::kMaxElements elements. A tile has 1 to kMaxTile rows.
///  2. A part of the workspace begins at a multiple of kArrayAlignment and ends inside the workspace. Parts that
///  overlap
///     do not live at the same step; an array lives from the first step that names it to the last.
///  3. No step writes to an input or a table. What is read is one of these, or written by an earlier step; so are
///  outputs with elements.
///
/// Loops
///  4. There are at most kMaxLoops, each of at least one turn, the reduced ones inside the others. Of a region that
///     adds to elements (`Add`) the others are sequential, else they are parallel. In a program over independent rows
///     the first is over the rows of a tile, and parallel, and no other is; where rows are summed, one at most is; and
///     none in other programs.
///  5. A region does not read what it writes. In different turns of parallel loops a store writes different elements.
///  6. What is stored is the same in all turns of reduced loops: it depends on them through folds alone.
///
/// Nodes
///  7. Operands and guards are earlier nodes; guards are nodes `Inside`. Something that is stored depends on each node.
///  8. An index has a stride per loop, and no number is beyond ±kLargest, in no turn an index that is a number; no
///     extent is negative. In all turns an index of an array, and wherever a lookup leads from it, is an element of the
///     array; where it has guards, in all turns that the guards by one loop alone let through. An index of an array
///     that has rows moves with the loop over rows by what a row has, and stays in the row; indices of tables, and
///     those that are numbers, do not move with it, but for a `Position` where rows are summed: there it counts those
///     of the tile.
///  9. An `Apply` is of an elementwise op that computes something; it has the op's number of operands, their types, and
///     a legal immediate if the op has one. Terms of folds, what is added to elements, and positions are floats. What
///     is stored has its array's type. A constant of an F32 program is a float.
/// 10. Terms do not depend on folds. Lanes are a power of two up to kMaxLanes, one if there is no reduced loop; a block
///     has at least two terms; all folds of a region have one order. An `Argmax` is the only fold, over at most one
///     loop.
/// 11. What may be any number, because guards are false, is not stored, added or folded: a selection by those guards
///     stands between.
///
/// Calls
/// 12. A product's extents are positive, its operands' elements lie in their arrays, and rows or columns are
/// contiguous;
///     the result has exactly batch · m · n elements. The loops read the operands and write the result, nothing else.
///     There are none in a program over independent rows. A product over rows says how many a tile has, and its extent
///     is a multiple; its loops are over rows exactly then.
///
/// Summed rows
/// 13. Arrays of rows are inputs and outputs of a program that sums rows, and have those of a tile as their leading
///     axis. What only loops over rows write is read by such loops alone, and both move with the rows by as much: so
///     nothing is read of rows that a tile lacks.
/// 14. Other outputs are sums: stores give each of their elements once, with no loop over rows around them but reduced
///     ones; nothing reads them or adds to their elements. Rows that a fold deals out to lanes are no more than a block
///     of each, so that the order of a shorter tile is a part of that of a whole one. An argmax is not over rows.
///
/// O(nodes · loops + steps · log). Any bits are safe to verify.
[[nodiscard]] std::vector<std::string> verify(const Program& program);

}  // namespace adc::kernel
