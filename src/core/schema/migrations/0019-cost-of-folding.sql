-- The planner adds up the cost of folding for every row it might look at, also where a cheaper condition before it ends the look at most of
-- them; what it says of one call is therefore a part of what one takes.
alter function core.fold(text) cost 20;
