@echo off
rem Builds the program on a real Windows (10 or later, 64-bit) with the same spec: packaging\xueji.spec.
rem Needs Python 3.12, 64-bit (py launcher). With NSIS installed it makes the installer too.
rem Leaves dist\xueji\ (the folder), dist\*.zip and, with NSIS, the installer.
setlocal
chcp 65001 >nul
pushd "%~dp0..\.."
set "VENV=build\windows-venv"
set "PY=%VENV%\Scripts\python.exe"

if not exist "%PY%" py -3.12 -m venv "%VENV%" || goto failed
"%PY%" -m pip install --quiet --require-hashes -r requirements\run.txt || goto failed
"%PY%" -m pip install --quiet --require-hashes -r packaging\windows\build.txt || goto failed

"%PY%" -m PyInstaller --noconfirm --log-level WARN --workpath build\pyinstaller --distpath dist packaging\xueji.spec || goto failed
"%PY%" packaging\windows\finish.py complete build\pyinstaller\xueji\warn-xueji.txt || goto failed
"%PY%" packaging\windows\finish.py check dist\xueji || goto failed

for /f "usebackq tokens=2 delims== " %%v in (`findstr /b /c:"version = " setup.cfg`) do set "VERSION=%%v"
set "NSIS=%ProgramFiles(x86)%\NSIS\makensis.exe"
if not exist "%NSIS%" for %%p in (makensis.exe) do set "NSIS=%%~$PATH:p"
if not exist "%NSIS%" (
    echo NSIS is not installed: no installer made, nothing to open the zip with.
    "%PY%" packaging\windows\finish.py zip dist\xueji "dist\学籍总库校对-免安装-%VERSION%.zip" 学籍总库校对 ^
        packaging\windows\请先看.txt || goto failed
    goto done
)
"%NSIS%" /V2 /INPUTCHARSET UTF8 /DVERSION=%VERSION% "/DICON=%CD%\resources\icons\xueji.ico" ^
    "/DOUTPUT=%CD%\build\打开学籍总库校对.exe" packaging\windows\launcher.nsi || goto failed
"%PY%" packaging\windows\finish.py zip dist\xueji "dist\学籍总库校对-免安装-%VERSION%.zip" 学籍总库校对 ^
    build\打开学籍总库校对.exe packaging\windows\请先看.txt || goto failed
rem The installer is 64-bit. The NSIS of nsis.dev has only 32-bit stubs unless they are added: say so with
rem set NSIS_TARGET=x86-unicode
if not defined NSIS_TARGET set "NSIS_TARGET=amd64-unicode"
"%PY%" packaging\windows\finish.py files dist\xueji build\uninstall.nsh || goto failed
"%NSIS%" /V2 /INPUTCHARSET UTF8 /DTARGET=%NSIS_TARGET% /DVERSION=%VERSION% "/DFOLDER=%CD%\dist\xueji" ^
    "/DFILES=%CD%\build\uninstall.nsh" "/DICON=%CD%\resources\icons\xueji.ico" ^
    "/DOUTPUT=%CD%\dist\学籍总库校对-安装程序-%VERSION%.exe" packaging\windows\installer.nsi || goto failed

:done
popd
exit /b 0

:failed
popd
exit /b 1
