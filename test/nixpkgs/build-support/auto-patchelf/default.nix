{ makeSetupHook }: makeSetupHook { name = "auto-patchelf-hook"; } ./auto-patchelf-hook.sh
