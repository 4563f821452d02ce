# The setup hook that gives a build `makeWrapper` and `wrapProgram`.
{ makeSetupHook }: makeSetupHook { name = "make-wrapper-hook"; } ./make-wrapper.sh
